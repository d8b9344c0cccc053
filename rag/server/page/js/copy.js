// Copies an answer with its citations, as the server has worded it.
(page) => {
  // What the server has put beside the buttons of an answer.
  page.kept = (actions) => JSON.parse(actions.querySelector(".wence-kept").textContent);
  page.say = (actions, line) => {
    actions.querySelector(".wence-said").textContent = line;
  };

  // Over plain HTTP and in frames there is no clipboard but this.
  const byHand = (text) => {
    const focused = document.activeElement;
    const area = document.createElement("textarea");
    area.value = text;
    area.readOnly = true;
    area.className = "wence-unseen";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    focused?.focus({ preventScroll: true });
    return done;
  };

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return byHand(text);
    }
  };

  document.addEventListener("click", async ({ target }) => {
    const actions = target.closest?.(".wence-copy")?.closest(".wence-actions");
    if (!actions) return;
    page.say(actions, "");
    const done = await copy(page.kept(actions).copy);
    page.say(actions, done ? page.words.copied : page.words.uncopied);
  });
};
