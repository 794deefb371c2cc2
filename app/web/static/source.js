// Copy with citation; everything else on the page works without a script.
"use strict";
(() => {
  const say = (text) => {
    document.getElementById("said").textContent = text;
  };
  // The clipboard interface exists on secure origins only; an intranet served over http has the older way.
  const copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "hidden";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("copy refused");
  };
  // A page of the original begins where its first mark is.
  for (const page of document.querySelectorAll(".page")) {
    const mark = page.querySelector("rect");
    const picture = page.querySelector("img");
    const show = () => {
      const middle = mark.getBoundingClientRect().top - page.getBoundingClientRect().top;
      page.scrollTop = Math.max(0, middle - page.clientHeight / 3);
    };
    if (mark && picture.complete) show();
    else if (mark) picture.addEventListener("load", show);
  }
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const label = button.innerHTML;
    try {
      await copy(button.dataset.copy);
      button.textContent = document.body.dataset.copied;
      say(document.body.dataset.copied);
    } catch {
      say(document.body.dataset.copyFailed);
      button.textContent = document.body.dataset.copyFailed;
    }
    setTimeout(() => (button.innerHTML = label), 1800);
  });
})();
