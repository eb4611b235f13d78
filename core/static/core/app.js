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

  function moveRow(step) {
    const rows = Array.from(document.querySelectorAll("[data-row]"));
    if (!rows.length) return;
    const now = rows.findIndex((row) => row.classList.contains("is-at"));
    const next = rows[Math.min(rows.length - 1, Math.max(0, now + step))];
    rows.forEach((row) => row.classList.toggle("is-at", row === next));
    next.querySelector("a").focus();
  }

  function answerKey(event) {
    const keys = first ? `${first} ${event.key}` : event.key;
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
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      const open = document.querySelector("details.menu[open]");
      closeMenus(null);
      if (open) open.querySelector("summary").focus();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (!document.querySelector("dialog[open]")) answerKey(event);
  });
})();
