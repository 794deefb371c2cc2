// The policyqa widget: a launcher and a panel on any page. No dependency, no inline style, no eval; everything that is
// shown is set as text. docs/widget.md describes the attributes, the API and the events.
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || window.PolicyQA) return;
  const WORDS = /* words */ {};
  const host = new URL(script.src).origin;
  const data = script.dataset;
  const inline = "inline" in data;
  const asked = data.lang || document.documentElement.lang || navigator.language;
  const language = asked.toLowerCase().startsWith("en") ? "en" : "zh";
  const words = WORDS[language];
  const KEPT = "policyqa.talk";
  const listeners = {};
  let session = data.session || "";
  let userToken = data.user || "";
  let turns = [];
  let talk = ""; // a named user's conversation on the server
  let busy = false;

  const STYLE = /* style */ "";

  const make = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value != null) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child != null));
    return node;
  };
  const part = (text) => make("p", { class: "part" }, text);

  // --- talking to the server -------------------------------------------------------------------------------------
  const post = (path, body, headers) =>
    fetch(host + path, {
      method: "POST",
      credentials: "omit",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  class Refusal extends Error {
    constructor(code) {
      super(code);
      this.code = code;
    }
  }
  async function refusal(reply) {
    const code = await reply.json().then((body) => body.error.code, () => "unreachable");
    return new Refusal(code);
  }
  async function openSession() {
    if (data.userEndpoint) {
      const reply = await fetch(data.userEndpoint, { credentials: "same-origin" });
      if (reply.ok) userToken = (await reply.text()).trim();
    }
    const reply = await post("/v1/embed/sessions", { user_token: userToken }, { "x-embed-key": data.key || "" });
    if (!reply.ok) throw await refusal(reply);
    session = (await reply.json()).session;
  }
  async function call(path, body) {
    if (!session) await openSession();
    let reply = await post(path, body, { authorization: `Bearer ${session}` });
    if (reply.status === 401 && !inline) {
      await openSession();
      reply = await post(path, body, { authorization: `Bearer ${session}` });
    }
    if (!reply.ok) throw await refusal(reply);
    return reply;
  }
  async function* jsonLines(reply) {
    const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (rest + value).split("\n");
      rest = parts.pop();
      for (const line of parts) if (line) yield JSON.parse(line);
    }
  }
  const said = (error) => {
    if (["limit_reached"].includes(error.code)) return words.limit;
    if (["embed_refused", "user_required", "user_refused", "session_over", "cross_origin"].includes(error.code))
      return words.refused;
    if (["unknown_clause", "unknown_document", "unknown_conversation", "not_found"].includes(error.code)) return words.gone;
    if (["bad_question", "bad_request", "too_long"].includes(error.code)) return words.bad_question;
    return words.unreachable;
  };

  // --- drawing ---------------------------------------------------------------------------------------------------
  const element = make("div", { class: "policyqa" });
  const shadow = element.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet]; // allowed by a policy without unsafe-inline, which a style element is not
  const log = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": words.log, tabindex: "0" });
  const clauseView = make("div", { class: "clause", hidden: true, tabindex: "0", role: "region", "aria-label": words.source });
  const box = make("textarea", {
    rows: "1",
    "aria-label": words.question,
    placeholder: words.hint,
    maxlength: "8000",
    onkeydown: (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        form.requestSubmit();
      }
    },
  });
  const send = make("button", { class: "send", type: "submit" }, words.ask);
  const form = make(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        ask(box.value);
      },
    },
    box,
    send,
  );
  const title = make("h2", { id: "title" }, data.title || words.title);
  const back = make("button", { type: "button", hidden: true, onclick: () => showLog() }, words.back);
  const fresh = make("button", { type: "button", onclick: () => clear() }, words.fresh);
  const past = make("button", { type: "button", hidden: !(data.user || data.userEndpoint), onclick: () => showPast("list", "") }, words.history);
  const shut = make("button", { type: "button", hidden: inline, onclick: () => close() }, words.close);
  const panel = make(
    "section",
    { class: "panel", role: inline ? "region" : "dialog", "aria-labelledby": "title", hidden: !inline },
    make("div", { class: "bar" }, back, title, past, fresh, shut),
    log,
    clauseView,
    form,
  );
  const launcher = make(
    "button",
    { class: "launch", type: "button", hidden: inline, "aria-expanded": "false", "aria-label": words.open, onclick: () => open() },
    data.title || words.title,
  );
  const rootNode = make("div", { class: `${data.position === "left" ? "left" : ""} ${inline ? "inline" : ""}` }, launcher, panel);
  shadow.append(rootNode);
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (!clauseView.hidden) showLog();
    else if (!inline) close();
  });

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    const theme = data.theme || "auto";
    element.classList.toggle("dark", theme === "dark" || (theme === "auto" && dark.matches));
  };
  dark.addEventListener("change", paint);
  paint();

  function sourceButton(citation, number, asOf) {
    const where = `${citation.document} ${citation.label}`;
    return make(
      "button",
      { class: "cite", type: "button", "aria-label": `${words.source} ${number}: ${where}`, title: where, onclick: (event) => showClause(citation, asOf, event.currentTarget) },
      String(number),
    );
  }
  function drawStatement(statement, numbers, asOf) {
    const line = make("p", {}, statement.text);
    for (const citation of statement.citations) {
      const key = `${citation.clause_id} ${citation.start} ${citation.end}`;
      if (!numbers.has(key)) numbers.set(key, numbers.size + 1);
      line.append(sourceButton(citation, numbers.get(key), asOf));
    }
    return line;
  }
  function drawAnswer(answer, into) {
    const numbers = new Map();
    const [unsure, cautions] = [true, false].map((first) => answer.cautions.filter((caution) => (caution.code === "unsure") === first));
    into.replaceChildren(
      ...unsure.map((caution) => make("p", { class: "uns" }, caution.text)),
      ...answer.statements.map((statement) => drawStatement(statement, numbers, answer.as_of)),
    );
    if (answer.decline)
      into.append(make("div", { class: "dec" }, make("b", {}, words.decline[answer.decline.reason] || ""), make("p", {}, answer.decline.text)));
    if (!answer.statements.length && answer.nearest.length) {
      into.append(part(words.nearest));
      for (const id of answer.nearest.slice(0, 5))
        into.append(make("button", { class: "near", type: "button", onclick: (event) => showClause({ clause_id: id }, answer.as_of, event.currentTarget) }, id));
      nameNearest(answer, into);
    }
    if (cautions.length)
      into.append(make("div", { class: "caut" }, part(words.cautions), ...cautions.map((caution) => make("p", {}, caution.text))));
    into.append(make("p", { class: "mut" }, `${words.as_of} ${answer.as_of}`));
  }
  // Drawing the whole answer over the statements that came before it leaves the reader where they were.
  function redraw(answer, into) {
    const cites = () => [...into.querySelectorAll(".cite")];
    const [focused, opened] = [into.getRootNode().activeElement, opener].map((node) => cites().indexOf(node));
    drawAnswer(answer, into);
    if (opened >= 0) opener = cites()[opened] || null;
    if (focused >= 0) (cites()[focused] || box).focus();
  }
  // The answer names the nearest clauses by id; people read labels.
  async function nameNearest(answer, into) {
    for (const button of into.querySelectorAll(".near")) {
      try {
        const clause = await (await call("/v1/embed/clauses", { id: button.textContent, as_of: answer.as_of })).json();
        button.textContent = `${clause.document.title} ${clause.label} ${clause.heading}`.trim();
      } catch {
        return; // the id stays, and opening it says what is wrong
      }
    }
  }

  let opener = null;
  async function showClause(citation, asOf, from) {
    opener = from;
    clauseView.replaceChildren(make("p", { class: "mut" }, words.pending));
    showAside();
    try {
      const clause = await (await call("/v1/embed/clauses", { id: citation.clause_id, as_of: asOf })).json();
      const { text, document: of } = clause;
      const piece = (from, to) => [...text].slice(from, to).join(""); // places count characters, as the server does
      const start = citation.start || 0;
      const changed = citation.end && piece(start, citation.end) !== citation.quote;
      const end = changed ? 0 : citation.end || 0;
      const marked = make("mark", {}, piece(start, end));
      clauseView.replaceChildren(
        make("h3", {}, language === "en" ? of.title_en || of.title : of.title),
        make("p", { class: "mut" }, of.number),
        make("p", {}, make("b", {}, `${clause.label} ${language === "en" ? clause.heading_en || clause.heading : clause.heading}`)),
        make("div", {},
          make("span", { class: of.validity === "in_force" ? "tag" : "tag warn" }, words.validity[of.validity]),
          make("span", { class: clause.text_status === "restated" ? "tag warn" : "tag" }, words.text_status[clause.text_status]),
        ),
        end ? make("p", {}, piece(0, start), marked, piece(end)) : make("p", {}, text),
      );
      if (changed) clauseView.append(make("div", { class: "caut", role: "alert" }, make("p", {}, words.since.changed), make("p", {}, citation.quote)));
      if (clause.text_status === "restated")
        clauseView.append(make("div", { class: "caut" }, make("p", {}, `${words.restated} ${clause.to_check ? words.check : ""}${(language === "en" && clause.to_check_en) || clause.to_check}`)));
      if (end) marked.scrollIntoView({ block: "center" });
    } catch (error) {
      clauseView.replaceChildren(make("p", { class: "err", role: "alert" }, said(error)));
    }
  }
  function showAside() {
    log.hidden = form.hidden = fresh.hidden = true;
    clauseView.hidden = back.hidden = false;
    back.focus();
  }
  // A named user's own conversations: list them, or delete one and list the others.
  async function showPast(what, id) {
    opener = past;
    showAside();
    try {
      const { conversations } = await (await call(`/v1/embed/conversations/${what}`, { id })).json();
      clauseView.replaceChildren(make("h3", {}, words.history));
      if (!conversations.length) clauseView.append(make("p", { class: "mut" }, words.no_history));
      for (const held of conversations)
        clauseView.append(
          make("div", { class: "past" },
            make("button", { class: "near", type: "button", onclick: () => reopen(held.id) }, held.title),
            make("button", { type: "button", "aria-label": `${words.remove}: ${held.title}`, onclick: () => showPast("delete", held.id) }, words.remove),
          ),
        );
    } catch (error) {
      clauseView.replaceChildren(make("p", { class: "err", role: "alert" }, said(error)));
    }
  }
  async function reopen(id) {
    try {
      const held = await (await call("/v1/embed/conversations/open", { id })).json();
      log.replaceChildren();
      held.turns.forEach(drawKept);
      turns = held.turns;
      talk = id;
      keep();
      showLog();
    } catch (error) {
      clauseView.replaceChildren(make("p", { class: "err", role: "alert" }, said(error)));
    }
  }
  // A turn as it was, with what has become of the clauses that it cites.
  function drawKept(turn) {
    const reply = drawTurn(turn.question);
    drawAnswer(turn.answer, reply);
    const cited = turn.answer.statements.flatMap((statement) => statement.citations);
    const lines = (turn.changes || []).map(({ clause_id, since }) => {
      const { document: title, label } = cited.find((citation) => citation.clause_id === clause_id);
      return `${title} ${label}: ${words.since[since]}`;
    });
    if (lines.length) reply.append(make("div", { class: "caut" }, ...[...new Set(lines)].map((line) => make("p", {}, line))));
  }
  function showLog() {
    clauseView.hidden = back.hidden = true;
    log.hidden = form.hidden = fresh.hidden = false;
    (opener && opener.isConnected ? opener : box).focus();
  }
  function drawTurn(question) {
    const reply = make("div", { class: "r" }, make("p", { class: "mut" }, words.pending));
    log.querySelector(".hello")?.remove();
    log.append(make("div", { class: "q" }, question), reply);
    reply.previousSibling.scrollIntoView({ block: "start" });
    return reply;
  }
  const hello = () => log.replaceChildren(make("p", { class: "mut hello" }, words.welcome));

  // --- what it does ----------------------------------------------------------------------------------------------
  function emit(name, detail) {
    for (const listener of listeners[name] || []) listener(detail);
    if (inline && window.parent !== window)
      for (const origin of (data.origins || "").split(" ").filter(Boolean))
        window.parent.postMessage({ source: "policyqa", type: name, detail }, origin);
  }
  async function ask(question) {
    const text = String(question || "").trim();
    if (!text || busy) return null;
    open();
    if (!clauseView.hidden) showLog();
    busy = send.disabled = true;
    box.value = "";
    const reply = drawTurn(text);
    emit("question", { question: text });
    let answer = null;
    try {
      const history = turns.slice(-6).map((turn) => turn.question);
      const numbers = new Map();
      for await (const line of jsonLines(await call("/v1/embed/answers", { question: text, history, talk }))) {
        if (line.statement) {
          if (!numbers.size) reply.replaceChildren();
          reply.append(drawStatement(line.statement, numbers));
        }
        if (line.answer) [answer, talk] = [line.answer, line.talk];
      }
      redraw(answer, reply);
      reply.previousSibling.scrollIntoView({ block: "start" });
      turns = [...turns, { question: text, answer }].slice(-20);
      keep();
      emit("answer", answer);
    } catch (error) {
      reply.replaceChildren(make("p", { class: "err", role: "alert" }, said(error)));
      emit("error", { code: error.code || "unreachable" });
    }
    busy = send.disabled = false;
    return answer;
  }
  const isOpen = () => !panel.hidden;
  function open() {
    if (inline || isOpen()) return;
    panel.hidden = false;
    launcher.hidden = true;
    launcher.setAttribute("aria-expanded", "true");
    box.focus();
    keep();
    emit("open", {});
  }
  function close() {
    if (inline || !isOpen()) return;
    panel.hidden = true;
    launcher.hidden = false;
    launcher.setAttribute("aria-expanded", "false");
    launcher.focus();
    keep();
    emit("close", {});
  }
  function clear() {
    turns = [];
    talk = "";
    hello();
    keep();
    box.focus();
  }
  // Whom the user token names; the server alone checks it.
  function named() {
    try {
      return JSON.parse(atob(userToken.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).sub;
    } catch {
      return userToken;
    }
  }
  // The talk outlives a page change within the tab, and nothing else.
  function keep() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ open: isOpen(), turns, talk, user: named() }));
    } catch {
      // storage is full or forbidden here: the talk lasts as long as the page
    }
  }
  function restore() {
    hello();
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEPT) || "{}");
      if (data.userEndpoint || (kept.user || "") === named()) {
        turns = kept.turns || [];
        talk = kept.talk || "";
        turns.forEach(drawKept);
      }
      if (kept.open && !inline) {
        panel.hidden = false;
        launcher.hidden = true;
      }
    } catch {
      hello();
    }
  }

  window.PolicyQA = {
    open,
    close,
    ask,
    clear,
    on(name, listener) {
      (listeners[name] ||= []).push(listener);
      return () => (listeners[name] = listeners[name].filter((other) => other !== listener));
    },
    setUser(token) {
      const before = named();
      userToken = String(token || "");
      session = "";
      past.hidden = !userToken;
      if (named() === before) return; // a fresh token of the same user
      showLog();
      clear(); // what one user asked is not the next one's to see, nor to go on with
    },
  };
  if (inline)
    window.addEventListener("message", (event) => {
      const allowed = (data.origins || "").split(" ");
      if (event.source !== window.parent || !allowed.includes(event.origin)) return;
      if (event.data?.target === "policyqa" && event.data.type === "ask") ask(event.data.question);
    });
  const start = () => {
    document.body.append(element);
    restore();
    emit("ready", {});
  };
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
