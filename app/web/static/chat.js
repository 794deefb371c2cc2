// The frame around the chat: source panel, address, theme, feedback, copying. The chat itself is Gradio's.
"use strict";
(() => {
  const desk = document.querySelector(".desk");
  const language = desk.dataset.language;
  const panel = document.querySelector(".panel");
  const page = panel.querySelector("iframe");
  const root = document.documentElement;
  const lang = { zh: "zh-CN", en: "en" }[language];
  let opener = null;
  let words = {};
  fetch(`/ui/chat/${language}.json`)
    .then((reply) => (reply.ok ? reply.json() : {}))
    .then((found) => {
      words = found;
      showTheme();
      afterRedraw();
    });

  // --- theme -----------------------------------------------------------------------------------------------------
  const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches);
  function showTheme() {
    document.body.classList.toggle("dark", isDark());
    const button = document.querySelector(".action.theme");
    button.setAttribute("aria-pressed", String(isDark()));
    if (words.dark) button.textContent = isDark() ? words.light : words.dark;
  }
  showTheme();
  prefersDark.addEventListener("change", showTheme);
  document.querySelector(".action.theme").addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    localStorage.setItem("policyqa.theme", root.dataset.theme);
    showTheme();
    if (!panel.hidden) open(page.dataset.href);
  });
  document.querySelector(".action.filter").addEventListener("click", (event) => {
    const on = document.body.classList.toggle("filtering");
    event.currentTarget.setAttribute("aria-pressed", String(on));
  });
  document.querySelector(".action.print").addEventListener("click", () => window.print());
  document.querySelector(".action.language").addEventListener("click", (event) => {
    const other = event.currentTarget;
    document.cookie = `policyqa_lang=${other.dataset.language}; path=/; max-age=31536000; samesite=lax`;
    other.href = other.pathname + location.search;
  });

  // --- source panel ----------------------------------------------------------------------------------------------
  function open(href) {
    const url = new URL(href, location.origin);
    if (url.origin !== location.origin || !url.pathname.startsWith("/source/")) return;
    page.dataset.href = url.pathname + url.search;
    panel.querySelector(".panel-open").href = url.pathname + url.search + anchor(url);
    url.searchParams.set("panel", "1");
    url.searchParams.set("theme", isDark() ? "dark" : "light");
    page.src = url.pathname + url.search + anchor(url);
    panel.hidden = false;
    desk.classList.add("with-panel");
  }
  const anchor = (url) => (url.searchParams.get("clause") ? `#c-${url.searchParams.get("clause")}` : "");
  function close() {
    panel.hidden = true;
    desk.classList.remove("with-panel");
    opener?.focus();
  }
  panel.querySelector(".panel-close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (past.open) {
      past.open = false;
      past.querySelector("summary").focus();
    } else if (!panel.hidden) close();
  });

  // --- clicks inside answers -------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.cite[href], a.open[href]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      opener = link;
      document.querySelectorAll(".current").forEach((other) => other.classList.remove("current"));
      link.classList.add("current");
      panel.querySelector(".panel-title").textContent = link.dataset.title;
      open(link.getAttribute("href"));
      if (!window.matchMedia("(min-width: 62rem)").matches) panel.scrollIntoView({ block: "start" });
      panel.querySelector(".panel-close").focus({ preventScroll: true });
      return;
    }
    const suggestion = event.target.closest("a.suggestion");
    if (suggestion) {
      event.preventDefault();
      ask(suggestion.textContent);
      return;
    }
    const copied = event.target.closest(".answer button.copy");
    if (copied) copy(copied);
    const thumb = event.target.closest(".answer button.thumb");
    if (thumb) judge(thumb);
    const reason = event.target.closest(".answer button.reason");
    if (reason) give(reason.closest(".answer"), "down", reason.dataset.reason);
  });

  function ask(text) {
    const box = document.querySelector("#question textarea");
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => document.querySelector("#question .submit-button").click(), 30);
  }

  // The clipboard interface exists on secure origins only; an intranet served over http has the older way.
  async function copy(button) {
    const text = button.dataset.copy;
    const label = button.textContent;
    try {
      if (navigator.clipboard && window.isSecureContext) await navigator.clipboard.writeText(text);
      else {
        const area = document.createElement("textarea");
        area.value = text;
        document.body.append(area);
        area.select();
        const done = document.execCommand("copy");
        area.remove();
        if (!done) throw new Error("refused");
      }
      button.textContent = words.copied;
    } catch {
      button.textContent = words.copy_failed;
    }
    setTimeout(() => (button.textContent = label), 1800);
  }

  // --- feedback --------------------------------------------------------------------------------------------------
  const judged = new Map(); // answer id -> {verdict, reason, said}: a redrawn message gets its state back
  function judge(thumb) {
    const answer = thumb.closest(".answer");
    if (thumb.dataset.verdict === "up") return give(answer, "up", "");
    const reasons = answer.querySelector(".reasons");
    reasons.hidden = !reasons.hidden;
    thumb.setAttribute("aria-expanded", String(!reasons.hidden));
    if (!reasons.hidden) reasons.querySelector("button").focus();
  }
  async function give(answer, verdict, reason) {
    let said = words.not_kept;
    try {
      const reply = await fetch("/v1/feedback", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ answer: answer.dataset.answer, verdict, reason }),
      });
      if (reply.ok) said = words.thanks;
    } catch {
      // said already tells that it was not kept
    }
    judged.set(answer.dataset.answer, { verdict, reason, said });
    showJudged(answer);
  }
  function showJudged(answer) {
    const state = judged.get(answer.dataset.answer);
    if (!state) return;
    const thanks = answer.querySelector(".thanks");
    if (thanks.textContent === state.said) return;
    thanks.textContent = state.said;
    answer.querySelector(".reasons").hidden = true;
    for (const thumb of answer.querySelectorAll(".thumb"))
      thumb.setAttribute("aria-pressed", String(thumb.dataset.verdict === state.verdict));
  }

  // --- history: the visitor's own conversations -----------------------------------------------------------------------
  const past = document.querySelector(".history");
  const list = past.querySelector("ul");
  async function showPast() {
    const reply = await fetch("/v1/conversations").catch(() => null);
    if (!reply?.ok) return;
    list.replaceChildren(...(await reply.json()).conversations.map(pastEntry));
  }
  function pastEntry(talk) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${location.pathname}?talk=${talk.id}`;
    link.textContent = talk.title;
    const when = document.createElement("time");
    when.dateTime = talk.at;
    when.textContent = new Date(talk.at).toLocaleString(lang, { dateStyle: "short", timeStyle: "short" });
    const gone = document.createElement("button");
    gone.type = "button";
    gone.className = "action gone";
    gone.textContent = words.remove;
    gone.setAttribute("aria-label", `${words.remove}: ${talk.title}`);
    gone.addEventListener("click", () => forget(`/${talk.id}`, item));
    item.append(link, when, gone);
    return item;
  }
  async function forget(which, item) {
    const reply = await fetch(`/v1/conversations${which}`, { method: "DELETE" }).catch(() => null);
    if (!reply?.ok && reply?.status !== 404) return;
    const next = item?.nextSibling || item?.previousSibling;
    if (item) item.remove();
    else list.replaceChildren();
    (next?.querySelector?.(".gone") || past.querySelector("summary")).focus();
  }
  past.addEventListener("toggle", () => past.open && showPast());
  past.querySelector(".forget").addEventListener("click", () => forget(""));
  document.addEventListener("click", (event) => {
    if (event.target.isConnected && !past.contains(event.target)) past.open = false;
  });

  // --- what Gradio redraws ---------------------------------------------------------------------------------------
  let shown = 0;
  function afterRedraw() {
    document.querySelectorAll(".answer").forEach((answer) => {
      showJudged(answer);
    });
    for (const [kind, label] of [["user", words.question], ["bot", words.answer]])
      for (const message of document.querySelectorAll(`#log [data-testid="${kind}"]`))
        if (label && message.getAttribute("aria-label") !== label) message.setAttribute("aria-label", label);
    if (words.log) document.querySelector('#log [role="log"]')?.setAttribute("aria-label", words.log);
    const date = document.querySelector("#as-of input");
    if (date && date.type !== "date") {
      date.type = "date";
      date.min = "1949-10-01";
    }
    const address = document.querySelector("#address [data-query]");
    if (address) {
      const wanted = location.pathname + (address.dataset.query ? `?${address.dataset.query}` : "");
      if (wanted !== location.pathname + location.search) history.replaceState(null, "", wanted);
    }
    const questions = document.querySelectorAll(".question");
    const turns = questions.length + document.querySelectorAll(".answer, .failure").length;
    if (turns > shown && questions.length) questions[questions.length - 1].scrollIntoView({ block: "start" });
    shown = turns;
  }
  // Gradio sets the page's language to the browser's; this page's is the one in its address.
  root.lang = lang;
  new MutationObserver(() => {
    if (root.lang !== lang) root.lang = lang;
  }).observe(root, { attributes: true, attributeFilter: ["lang"] });
  new MutationObserver(afterRedraw).observe(document.querySelector(".talk"), { childList: true, subtree: true });
})();
