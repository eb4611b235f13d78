// Selecting rows of the list: one, a range, a page, or all that the list finds. Without script the boxes
// and the form below the list do the same.
"use strict";

(function () {
  let latest = null;

  const boxes = () => Array.from(document.querySelectorAll("[data-select]"));
  const bar = () => document.querySelector("[data-selection]");

  function show() {
    const form = bar();
    if (!form) return;
    const all = boxes();
    const chosen = all.filter((box) => box.checked);
    const whole = form.querySelector("[data-select-all]");
    const head = document.querySelector("[data-select-page]");
    form.classList.toggle("is-empty", !chosen.length && !(whole && whole.checked));
    form.querySelector("[data-selected]").textContent = chosen.length;
    if (!head) return;
    head.checked = all.length > 0 && chosen.length === all.length;
    head.indeterminate = chosen.length > 0 && !head.checked;
  }

  function selectRange(from, to, isOn) {
    const all = boxes();
    const [first, end] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
    if (first < 0) return;
    all.slice(first, end + 1).forEach((box) => (box.checked = isOn));
  }

  document.addEventListener("click", function (event) {
    const box = event.target.closest("[data-select]");
    if (!box) return;
    if (event.shiftKey && latest) selectRange(latest, box, box.checked);
    latest = box;
    show();
  });

  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-select-page]")) {
      boxes().forEach((box) => (box.checked = event.target.checked));
    }
    // All that the list finds includes what stands on this page.
    if (event.target.matches("[data-select-all]") && event.target.checked) {
      boxes().forEach((box) => (box.checked = true));
    }
    if (event.target.matches("[data-select], [data-select-page]") && !event.target.checked) {
      const whole = document.querySelector("[data-select-all]");
      if (whole) whole.checked = false;
    }
    show();
  });

  document.addEventListener("reset", () => setTimeout(show));
  document.addEventListener("htmx:afterSettle", show);
  document.addEventListener("DOMContentLoaded", show);
})();
