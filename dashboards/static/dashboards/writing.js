// Writing about an account from the keyboard: a dialog over any page. Without script each of its links is a page.
"use strict";

(function () {
  const TOAST_MS = 15000;
  let shown = "";

  const dialog = () => document.querySelector("dialog[data-writing]");
  const body = () => document.querySelector("[data-writing-body]");

  // What has been typed and not been sent is still there when the same form is opened again.
  function isUnsent(form) {
    return Array.from(form.elements).some(
      (field) => (field.matches("input[type=text], textarea") && field.value !== field.defaultValue),
    );
  }

  function holdsUnsent(url) {
    const form = body().querySelector("form[data-sends]");
    return Boolean(form) && shown === url && isUnsent(form);
  }

  function focusFirst() {
    const first =
      body().querySelector("[aria-invalid=true]") ||
      body().querySelector("[autofocus], [data-first]") ||
      body();
    first.focus();
  }

  function settle() {
    if (body().querySelector("[aria-invalid=true]")) focusFirst();
    body().querySelectorAll("form[data-sends]").forEach(showOutline);
  }

  async function open(url) {
    const isKept = holdsUnsent(url);
    if (!isKept) {
      const waiting = dialog().querySelector("[data-writing-waiting]");
      body().replaceChildren(waiting.content.cloneNode(true));
    }
    if (!dialog().open) dialog().showModal();
    if (!isKept) {
      shown = url;
      // Settled at once: what has the focus must answer keys by then.
      await htmx.ajax("GET", url, { target: body(), swap: "innerHTML settle:0ms" });
    }
    if (dialog().open && shown === url) focusFirst();
  }

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-write]");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!link || !isPlain || !dialog()) return;
    event.preventDefault();
    open(link.getAttribute("href"));
  });

  // What was sent stands in a toast; the parts of the page that show it fetch themselves anew.
  document.addEventListener("written", function (event) {
    if (!dialog().contains(event.target)) return;
    shown = "";
    dialog().close();
    body().replaceChildren();
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.target === body()) settle();
    enter();
    if (event.target.id === "toasts") dismissInTime(event.target.querySelector("[data-toast]"));
  });

  for (const failure of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(failure, function (event) {
      if (!dialog().contains(event.target) || event.detail.xhr.status === 422) return;
      const notice = document.createElement("div");
      notice.className = "notice is-error";
      notice.setAttribute("role", "alert");
      notice.textContent = dialog().dataset.failed;
      body().querySelectorAll("[role=alert]").forEach((each) => each.remove());
      (body().querySelector("form") || body()).prepend(notice);
    });
  }

  function dismissInTime(toast) {
    if (!toast) return;
    const go = function () {
      if (toast.matches(":hover") || toast.contains(document.activeElement)) {
        setTimeout(go, TOAST_MS / 3);
      } else toast.remove();
    };
    setTimeout(go, TOAST_MS);
  }

  document.addEventListener("click", function (event) {
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest("[data-toast]").remove();
  });

  // Lists of choices: arrows go from one to the next, a letter takes its own.
  function stepThrough(event, list) {
    const links = Array.from(list.querySelectorAll("a"));
    const at = links.indexOf(event.target);
    if (event.key === "ArrowDown") return links[Math.min(links.length - 1, at + 1)];
    if (event.key === "ArrowUp") return at > 0 ? links[at - 1] : letters() || links[0];
    return null;
  }

  const letters = () => body().querySelector(".picking [name=q]");

  // Enter takes the first of what was found for the letters that stand there now, once it has come.
  let isEntered = false;

  function enter() {
    const found = body().querySelector("#writing-found");
    if (!isEntered || !found || found.dataset.of !== letters().value.trim()) return;
    isEntered = false;
    const first = found.querySelector("a");
    if (first) first.click();
  }

  function answerChoices(event) {
    const field = event.target.closest(".picking [name=q]");
    const list = event.target.closest("[data-steps]") || (field && body().querySelector("[data-steps]"));
    if (field && event.key === "Enter") {
      event.preventDefault();
      isEntered = true;
      enter();
      return true;
    }
    const next = list && stepThrough(event, list);
    if (next) {
      event.preventDefault();
      next.focus();
      return true;
    }
    const own = !field && body().querySelector(`[data-letter="${CSS.escape(event.key)}"]`);
    if (own) own.click();
    return Boolean(own);
  }

  // The kind: by arrows while one is in the subject, by the first letter of its key among the choices.
  function kinds(form) {
    return Array.from(form.querySelectorAll("input[type=radio][name=kind]"));
  }

  function chooseKind(event, form) {
    const all = kinds(form);
    const at = all.findIndex((each) => each.checked);
    let next = null;
    if (event.target.name === "subject" && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      next = all[(at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length];
    } else if (event.target.name === "kind" && /^[a-z]$/.test(event.key)) {
      const after = [...all.slice(at + 1), ...all.slice(0, at + 1)];
      next = after.find((each) => each.value.startsWith(event.key));
      if (next) next.focus();
    }
    if (!next) return false;
    event.preventDefault();
    next.checked = true;
    next.dispatchEvent(new Event("change", { bubbles: true }));
    const said = form.querySelector("[data-kind-said]");
    if (said) said.textContent = next.closest("label").textContent.trim();
    return true;
  }

  // People: letters narrow the choices, Enter takes the first of them.
  function folded(text) {
    return text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[\u30a1-\u30f6]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60))
      .replace(/\s/g, "");
  }

  function fitting(field) {
    const wanted = folded(field.value);
    return Array.from(field.closest("[data-people]").querySelectorAll("label")).filter((label) =>
      folded(label.textContent).includes(wanted),
    );
  }

  function narrowPeople(field) {
    const fits = new Set(fitting(field));
    field.closest("[data-people]").querySelectorAll("label").forEach(function (label) {
      label.hidden = !fits.has(label) && !label.querySelector("input").checked;
      label.classList.toggle("is-next", Boolean(field.value) && label === [...fits][0]);
    });
  }

  function takePerson(field) {
    const [first] = field.value ? fitting(field) : [];
    if (!first) return;
    const box = first.querySelector("input");
    box.checked = !box.checked;
    field.closest("[data-people]").querySelector("[data-people-said]").textContent =
      `${first.textContent.trim()} ${box.checked ? "\u2713" : "\u2212"}`;
    field.value = "";
    narrowPeople(field);
  }

  for (const entered of ["input", "change"]) {
    document.addEventListener(entered, function (event) {
      if (event.target.matches("[data-people-letters]")) narrowPeople(event.target);
      if (event.target === letters()) isEntered = false;
      const form = event.target.closest("form[data-sends]");
      if (form) showOutline(form);
    });
  }

  // An outline for the text, where the kind has one and nothing is written yet.
  function outlineOf(form) {
    const chosen = kinds(form).find((each) => each.checked);
    return chosen && form.querySelector(`[data-outline="${CSS.escape(chosen.value)}"]`);
  }

  function showOutline(form) {
    const button = form.querySelector("[data-outline-use]");
    if (button) button.hidden = !outlineOf(form) || form.elements.body.value !== "";
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-outline-use]");
    if (!button) return;
    const form = button.closest("form");
    const text = outlineOf(form).content.textContent;
    form.elements.body.value = text;
    form.elements.body.focus();
    const end = text.indexOf("\n");
    form.elements.body.setSelectionRange(end, end);
    button.hidden = true;
  });

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form[data-sends]").forEach(showOutline);
  });

  // In a list: an activity with the account of the row one is at.
  function logOfRow(event) {
    const isTyping = event.target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
    const isOff = "lettersOff" in document.documentElement.dataset;
    if (event.key !== "l" || isTyping || isOff || document.querySelector("dialog[open]")) return;
    const link = document.querySelector("[data-row].is-at a[href^='/accounts/']");
    const [, account] = (link && link.getAttribute("href").match(/^\/accounts\/(\d+)\//)) || [];
    if (account && !document.querySelector("[data-key=l]")) open(`/accounts/${account}/write/activity/`);
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing) return;
    const form = event.target.closest("form[data-sends]");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return form.requestSubmit();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("[data-people-letters]") && event.key === "Enter") {
      event.preventDefault();
      return takePerson(event.target);
    }
    if (form && chooseKind(event, form)) return;
    if (event.target.closest("[data-writing-body]")) answerChoices(event);
    else logOfRow(event);
  });
})();
