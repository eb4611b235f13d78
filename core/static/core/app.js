// What a page does beyond links and forms. Loaded before the body, so that the theme is set without a flash.
"use strict";

(function () {
  const root = document.documentElement;
  root.classList.add("has-script");
  if ("themeAuto" in root.dataset && matchMedia("(prefers-color-scheme: dark)").matches) {
    root.dataset.bsTheme = "dark";
  }

  // The form works without script by a reload; with it the page changes where it stands.
  function chooseTheme(form) {
    const theme = form.elements.theme.value;
    root.dataset.bsTheme = theme;
    fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    document.dispatchEvent(new CustomEvent("themechange"));
  }

  document.addEventListener("submit", function (event) {
    if (event.target.matches("[data-theme-form]")) {
      event.preventDefault();
      chooseTheme(event.target);
    }
  });

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
  });

  // Fields left empty have no place in an address that people pass on.
  document.addEventListener("htmx:configRequest", function (event) {
    if (event.detail.verb !== "get") return;
    for (const [name, value] of Array.from(event.detail.formData.entries())) {
      if (value === "") event.detail.formData.delete(name);
    }
  });

  // A link that shows something below it hides it again when pressed once more.
  document.addEventListener("htmx:beforeRequest", function (event) {
    const { elt, target } = event.detail;
    if (!elt.matches("[data-toggle]")) return;
    const isShown = target.childElementCount > 0;
    elt.setAttribute("aria-expanded", String(!isShown));
    if (!isShown) return;
    event.preventDefault();
    target.replaceChildren();
  });

  // Dialogs: the browser keeps the focus inside, closes on Escape and gives the focus back.
  function openDialog(dialog) {
    closeMenus(null);
    if (dialog && !dialog.open) dialog.showModal();
  }

  document.addEventListener("click", function (event) {
    const opener = event.target.closest("[data-open]");
    if (opener) {
      event.preventDefault();
      openDialog(document.getElementById(opener.dataset.open));
    }
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog").close();
    // A click beside a dialog reaches the dialog itself, not what stands in it.
    if (event.target.matches("dialog[open]")) event.target.close();
  });

  // The panel that opens any number. Without script each of its links is a page.
  const trail = [];

  async function showInPanel(panel, url) {
    const body = panel.querySelector("[data-panel-body]");
    panel.querySelector("[data-panel-page]").href = url;
    panel.querySelector("[data-panel-back]").hidden = trail.length < 2;
    body.replaceChildren(panel.querySelector("[data-panel-waiting]").content.cloneNode(true));
    openDialog(panel);
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.headers.has("HX-Redirect")) throw new Error(answer.status);
      const text = await answer.text();
      if (trail[trail.length - 1] !== url || !panel.open) return;
      body.innerHTML = text;
      body.scrollTop = 0;
      (body.querySelector("h2[tabindex]") || body).focus();
    } catch {
      location.assign(url);
    }
  }

  document.addEventListener(
    "click",
    function (event) {
      const panel = document.querySelector("[data-panel]");
      const link = event.target.closest("a[data-explain]");
      const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
      if (!panel || !link || !isPlain) return;
      event.preventDefault();
      event.stopPropagation();
      if (!panel.open) trail.length = 0;
      trail.push(link.getAttribute("href"));
      showInPanel(panel, link.getAttribute("href"));
    },
    true,
  );

  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-panel-back]")) return;
    trail.pop();
    showInPanel(document.querySelector("[data-panel]"), trail[trail.length - 1]);
  });

  // A field with data-find leaves of the list it names what holds its text, whatever the width of signs.
  function folded(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function findIn(field) {
    const asked = folded(field.value.trim());
    const list = field.parentElement.parentElement.querySelector(field.dataset.find);
    for (const item of list.querySelectorAll("[data-name]")) {
      item.hidden = !folded(item.textContent).includes(asked);
    }
    for (const part of list.querySelectorAll("[data-found]")) {
      part.hidden = !part.querySelector("[data-name]:not([hidden])");
    }
    return list.querySelector("[data-name]:not([hidden])");
  }

  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-find]")) findIn(event.target);
  });

  // What takes the place of what was pressed in a menu takes its focus, too.
  document.addEventListener("htmx:afterSwap", function (event) {
    if (document.activeElement !== document.body || !event.target.closest("details.menu[open]")) return;
    const of = (what) => event.target.querySelector(what);
    const next = of("[data-first] input") || of("input:not([type=hidden])");
    if (next) next.focus();
  });

  // What a menu lists may come later than what is typed to find something in it.
  document.addEventListener("htmx:afterSettle", function (event) {
    const field = event.target.parentElement?.querySelector("[data-find]");
    if (field && field.value) findIn(field);
    keepInside(event.target.closest("details.menu[open]"));
  });

  // What opens near the right edge opens to the left.
  function keepInside(menu) {
    const sheet = menu?.querySelector(".sheet-of");
    if (!sheet || menu.classList.contains("to-right")) return;
    const isOutside = sheet.getBoundingClientRect().right > document.documentElement.clientWidth;
    menu.classList.toggle("to-right", isOutside);
  }

  document.addEventListener(
    "toggle",
    function (event) {
      if (!event.target.matches("details.menu[open]")) return;
      keepInside(event.target);
      event.target.querySelector("[data-first]")?.focus();
    },
    true,
  );

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !event.target.matches("[data-find]")) return;
    event.preventDefault();
    const first = event.target.value.trim() && findIn(event.target);
    if (first) first.click();
  });

  // Keys. A page says with data-key what it answers to: "/" gives a field the focus, "g a" follows a
  // link, "?" presses a button. What stands in the page itself goes before what stands around it.
  let first = "";
  let forget = 0;

  function isTyping(target) {
    return target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
  }

  function answering(keys) {
    const found = (start) => document.querySelector(`${start}[data-key="${CSS.escape(keys)}"]`);
    return found("main ") || found("");
  }

  function press(target) {
    if (!target.matches("input")) return target.click();
    target.focus();
    target.select();
  }

  const rowsInOrder = () => Array.from(document.querySelectorAll("[data-row]"));
  const placeAmong = (rows) => rows.findIndex((row) => row.classList.contains("is-at"));

  function standAt(rows, place) {
    if (!rows.length) return;
    const next = rows[Math.min(rows.length - 1, Math.max(0, place))];
    rows.forEach((row) => row.classList.toggle("is-at", row === next));
    next.querySelector("a").focus();
  }

  function selectRow() {
    const box = document.querySelector("[data-row].is-at input[type=checkbox]");
    if (box) box.click();
  }

  function moveRow(step) {
    const rows = rowsInOrder();
    standAt(rows, placeAmong(rows) + step);
  }

  // A row says with data-row-key what it answers to while one stands on it.
  function pressInRow(key) {
    const target = document.querySelector(`.is-at[data-row] [data-row-key="${CSS.escape(key)}"]`);
    if (target) target.focus();
    if (target) target.click();
    return Boolean(target);
  }

  // Where the row one stood on was dealt with and is gone, the one after it takes its place.
  let placeBefore = -1;

  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.target.matches("[data-keeps-place]")) placeBefore = placeAmong(rowsInOrder());
  });

  document.addEventListener("htmx:afterSwap", function () {
    const rows = rowsInOrder();
    if (placeBefore >= 0 && placeAmong(rows) < 0) standAt(rows, placeBefore);
    placeBefore = -1;
  });

  function answerKey(event) {
    const keys = first ? `${first} ${event.key}` : event.key;
    if (!first && pressInRow(event.key)) return event.preventDefault();
    first = "";
    const target = answering(keys);
    if (target) {
      event.preventDefault();
      return press(target);
    }
    if (document.querySelector(`[data-key^="${CSS.escape(event.key)} "]`)) {
      first = event.key;
      clearTimeout(forget);
      forget = setTimeout(() => (first = ""), 1500);
    }
    if (event.key === "j") moveRow(1);
    if (event.key === "k") moveRow(-1);
    if (event.key === "x") selectRow();
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      const open = document.querySelector("details.menu[open]");
      closeMenus(null);
      if (open) open.querySelector("summary").focus();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if ("lettersOff" in root.dataset) return;
    if (!document.querySelector("dialog[open]")) answerKey(event);
  });
})();
