// Sending a file: dropped or chosen, with progress. Without script the form sends it all the same.
"use strict";

(function () {
  function start() {
    const form = document.querySelector("[data-upload-form]");
    if (!form) return;
    const drop = form.querySelector("[data-drop]");
    const field = form.querySelector("[data-drop-file]");

    function mark(isOver) {
      drop.classList.toggle("is-over", isOver);
    }

    drop.addEventListener("dragover", function (event) {
      event.preventDefault();
      mark(true);
    });
    drop.addEventListener("dragleave", () => mark(false));
    drop.addEventListener("drop", function (event) {
      event.preventDefault();
      mark(false);
      const files = event.dataTransfer.files;
      if (files.length > 1) return tell(form, wordsOf(form).several);
      if (files.length) field.files = files;
    });
    form.addEventListener("submit", function (event) {
      const isAsking = event.submitter && event.submitter.formMethod === "get";
      if (isAsking || !field.files.length) return;
      event.preventDefault();
      send(form, field.files[0]);
    });
  }

  // The form's own `dataset` is its field of that name.
  function wordsOf(form) {
    return form.querySelector("[data-sending]").dataset;
  }

  function tell(form, words) {
    const place = form.querySelector("[data-sending-words]");
    form.querySelector("[data-sending]").hidden = false;
    place.textContent = words;
  }

  function send(form, file) {
    const words = wordsOf(form);
    if (file.size > Number(words.largest)) return tell(form, words.tooLarge);
    const request = new XMLHttpRequest();
    const button = form.querySelector("[type=submit]:not([formmethod])");
    button.disabled = true;
    request.upload.addEventListener("progress", function (event) {
      const share = Math.floor((100 * event.loaded) / event.total);
      form.querySelector("[data-sending] rect").setAttribute("width", share);
      tell(form, `${words.sending} ${share}%`);
    });
    request.addEventListener("load", () => show(request, form));
    request.addEventListener("error", function () {
      button.disabled = false;
      tell(form, words.broken);
    });
    request.open("POST", form.action);
    request.send(new FormData(form));
    tell(form, words.sending);
  }

  // An upload that was taken has a page of its own; anything else is the form again, with what
  // is wrong, or a page of its own that says so.
  function show(request, form) {
    if (request.status < 400 && request.responseURL !== form.action) {
      return location.assign(request.responseURL);
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const content = page.getElementById("content");
    if (!content) return document.documentElement.replaceWith(page.documentElement);
    document.getElementById("content").replaceWith(content);
    start();
    const wrong = document.querySelector(".invalid-feedback");
    if (wrong) wrong.scrollIntoView({ block: "center" });
  }

  document.addEventListener("DOMContentLoaded", start);
})();
