// The tour by keyboard: Enter goes on, Escape ends it. Without script its links do.
"use strict";

(function () {
  const panel = document.querySelector(".tour");
  // Going to the place that the address names takes the focus, so the panel asks for it afterwards.
  window.addEventListener("load", function () {
    panel.querySelector("[data-next]").focus({ preventScroll: true });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") panel.querySelector("[data-end]").click();
  });
})();
