// Whether an answer helped, and why. Sent only when the visitor says so; what was sent is kept in
// the tab, so that the answer shows it as given after a reload and in another language.
(page) => {
  const KEPT = "wence-opinions";
  const MOST = 100;
  const LONGEST = 1000;
  const given = page.tab.get(KEPT);
  let forms = 0;

  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // Which answer it is, whatever the page around it: a short digest of what was asked and said.
  const names = new WeakMap();
  const nameOf = (actions) => {
    if (names.has(actions)) return names.get(actions);
    const { question, answer } = page.kept(actions).opinion;
    let digest = 0;
    for (const character of question + "\n" + answer)
      digest = (Math.imul(digest, 31) + character.codePointAt(0)) | 0;
    names.set(actions, `answer ${digest}`);
    return names.get(actions);
  };

  const press = (actions, value) => {
    for (const thumb of actions.querySelectorAll(".wence-thumb"))
      page.set(thumb, "aria-pressed", String(thumb.value === value));
  };

  const keep = (actions, value) => {
    given[nameOf(actions)] = value;
    for (const old of Object.keys(given).slice(0, -MOST)) delete given[old];
    page.tab.set(KEPT, given);
  };

  const show = (actions) => {
    if (actions.querySelector(".wence-opinion")) return;
    const value = given[nameOf(actions)];
    press(actions, value);
    if (value === undefined) return;
    for (const thumb of actions.querySelectorAll(".wence-thumb"))
      page.set(thumb, "aria-disabled", "true");
  };

  const close = (actions) => {
    const thumb = actions.querySelector(".wence-thumb[aria-pressed=true]");
    actions.querySelector(".wence-opinion").remove();
    thumb?.focus();
    show(actions);
  };

  const lineOf = async (response) => {
    try {
      return (await response.json()).error.message;
    } catch {
      return page.words.unsent;
    }
  };

  const send = async (actions, form) => {
    const value = actions.querySelector(".wence-thumb[aria-pressed=true]").value;
    const comment = form.querySelector("textarea").value.trim();
    const body = { ...page.kept(actions).opinion, helpful: value === "true" };
    if (comment) body.comment = comment;
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    page.say(actions, page.words.sending);
    let line = page.words.unsent;
    let recorded = false;
    try {
      const response = await fetch("/api/feedback", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      recorded = response.ok;
      if (!recorded) line = await lineOf(response);
    } catch {
      // The server cannot be reached: the line says so.
    }
    button.disabled = false;
    if (recorded) {
      keep(actions, value);
      close(actions);
    }
    page.say(actions, recorded ? page.words.thanks : line);
  };

  const open = (actions) => {
    const id = `wence-opinion-${++forms}`;
    const area = make("textarea", { id, maxLength: LONGEST, rows: 2 });
    area.setAttribute("aria-describedby", `${id}-hint`);
    const cancel = make("button", { type: "button", className: "wence-act" }, page.words.cancel);
    const form = make(
      "form",
      { className: "wence-opinion" },
      make("label", { htmlFor: id }, page.words.comment),
      area,
      make("p", { id: `${id}-hint` }, page.words.hint),
      make("button", { type: "submit", className: "wence-act wence-send" }, page.words.send),
      cancel,
    );
    const leave = () => {
      press(actions, undefined);
      const first = actions.querySelector(".wence-thumb");
      close(actions);
      first.focus();
    };
    cancel.addEventListener("click", leave);
    form.addEventListener("keydown", ({ key }) => key === "Escape" && leave());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void send(actions, form);
    });
    actions.append(form);
    area.focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("click", ({ target }) => {
    const thumb = target.closest?.(".wence-thumb");
    if (!thumb || thumb.getAttribute("aria-disabled")) return;
    const actions = thumb.closest(".wence-actions");
    page.say(actions, "");
    press(actions, thumb.value);
    if (!actions.querySelector(".wence-opinion")) open(actions);
  });

  page.changes.push(() => {
    for (const actions of document.querySelectorAll(".wence-actions")) {
      page.set(actions, "aria-label", page.words.opinion);
      show(actions);
    }
  });
};
