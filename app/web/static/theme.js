// Before the first paint: the remembered theme, and Gradio kept in step with it.
"use strict";
(() => {
  const kept = localStorage.getItem("policyqa.theme");
  if (kept === "dark" || kept === "light") document.documentElement.dataset.theme = kept;
})();
