// The search of the top bar: what is found stands under the field while one types, and is chosen with
// arrows and Enter. Without script the field is a form that leads to a page of results.
"use strict";

(function () {
  // Milliseconds without a key before the server is asked.
  const PAUSE = 120;

  function wire(form) {
    const field = form.querySelector("input");
    const sheet = form.querySelector("[data-found]");
    const said = form.querySelector("[role=status]");
    let timer = 0;
    let asked = "";
    let isWaiting = false;
    let followsFirst = false;

    const options = () => Array.from(sheet.querySelectorAll("[role=option]"));
    const chosen = () => sheet.querySelector("[aria-selected=true]");

    function choose(option) {
      options().forEach((each) => each.setAttribute("aria-selected", String(each === option)));
      if (option) field.setAttribute("aria-activedescendant", option.id);
      else field.removeAttribute("aria-activedescendant");
      if (option) option.scrollIntoView({ block: "nearest" });
    }

    function open() {
      const list = sheet.querySelector("[role=listbox]");
      sheet.hidden = false;
      field.setAttribute("aria-expanded", String(Boolean(list)));
      if (list) field.setAttribute("aria-controls", list.id);
      else field.removeAttribute("aria-controls");
      if (chosen()) choose(chosen());
    }

    function close() {
      sheet.hidden = true;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    }

    function ask() {
      const text = field.value.trim();
      if (text === asked) return text && sheet.childElementCount ? open() : undefined;
      asked = text;
      isWaiting = Boolean(text);
      if (!text) {
        sheet.replaceChildren();
        return close();
      }
      htmx.trigger(field, "ask");
    }

    function askSoon(event) {
      clearTimeout(timer);
      // What is being composed is not yet what is meant.
      if (!event.isComposing) timer = setTimeout(ask, PAUSE);
    }

    function show() {
      isWaiting = false;
      if (document.activeElement !== field) return;
      open();
      choose(options()[0]);
      const words = sheet.querySelector("[data-said]");
      said.textContent = words ? words.dataset.said : "";
      if (followsFirst && chosen()) chosen().click();
      followsFirst = false;
    }

    function fail() {
      isWaiting = followsFirst = false;
      asked = "";
      const words = document.createElement("p");
      words.className = "found-none";
      words.textContent = said.textContent = sheet.dataset.failed;
      sheet.replaceChildren(words);
      open();
    }

    function move(step) {
      const all = options();
      if (sheet.hidden || !all.length) return ask();
      choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
    }

    function enter(event) {
      const isBehind = field.value.trim() !== asked;
      if (!field.value.trim() || (!isBehind && !isWaiting && (sheet.hidden || !chosen()))) return;
      event.preventDefault();
      if (!isBehind && !isWaiting) return chosen().click();
      // The answer to what was typed last is still on its way: its first hit is what is meant.
      followsFirst = true;
      clearTimeout(timer);
      if (isBehind) ask();
    }

    function escape(event) {
      if (sheet.hidden) return;
      event.preventDefault();
      event.stopPropagation();
      close();
    }

    const KEYS = {
      ArrowDown: (event) => (event.preventDefault(), move(1)),
      ArrowUp: (event) => (event.preventDefault(), move(-1)),
      Enter: enter,
      Escape: escape,
    };

    field.addEventListener("input", askSoon);
    field.addEventListener("compositionend", askSoon);
    field.addEventListener("focus", () => field.value.trim() && ask());
    field.addEventListener("keydown", function (event) {
      if (!event.isComposing && KEYS[event.key]) KEYS[event.key](event);
    });
    form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || close());
    // Pressing a hit must not take the focus from the field first, or the hits are gone before the click.
    sheet.addEventListener("mousedown", (event) => event.preventDefault());
    sheet.addEventListener("htmx:afterSwap", show);
    field.addEventListener("htmx:responseError", fail);
    field.addEventListener("htmx:sendError", fail);
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-search]").forEach(wire));
})();
