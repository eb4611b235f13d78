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

  function isTyping(target) {
    return target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
  }

  function moveRow(step) {
    const rows = Array.from(document.querySelectorAll("tr[data-row]"));
    if (!rows.length) return;
    const now = rows.findIndex((row) => row.classList.contains("is-at"));
    const next = rows[Math.min(rows.length - 1, Math.max(0, now + step))];
    rows.forEach((row) => row.classList.toggle("is-at", row === next));
    next.querySelector("a").focus();
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      const open = document.querySelector("details.menu[open]");
      closeMenus(null);
      if (open) open.querySelector("summary").focus();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "/") {
      const search = document.querySelector("input[type=search]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    }
    if (event.key === "j") moveRow(1);
    if (event.key === "k") moveRow(-1);
  });
})();
