// Language and title of the window; large print and dark, remembered in this browser alone.
// Without a choice of one's own light and dark follow the system, which is Gradio's doing.
(page) => {
  const KEPT = "wence-display";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = page.browser.get(KEPT);

  root.lang = page.language;
  document.title = page.words.title;

  const isDark = () => document.body.classList.contains("dark");

  const show = () => {
    if (chosen.dark !== undefined && isDark() !== chosen.dark)
      document.body.classList.toggle("dark", chosen.dark);
    const scheme = isDark() ? "dark" : "light";
    if (root.style.colorScheme !== scheme) root.style.colorScheme = scheme;
    root.classList.toggle("wence-large", chosen.large === true);
    for (const button of document.querySelectorAll(".wence-toggle-large"))
      page.set(button, "aria-pressed", String(chosen.large === true));
    for (const button of document.querySelectorAll(".wence-toggle-dark"))
      page.set(button, "aria-pressed", String(isDark()));
  };

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.(".wence-toggle");
    if (!button) return;
    if (button.matches(".wence-toggle-large")) chosen.large = !chosen.large;
    else if (isDark() === system.matches) chosen.dark = !isDark();
    else {
      // Back to what the system has: follow it again.
      delete chosen.dark;
      document.body.classList.toggle("dark", system.matches);
    }
    page.browser.set(KEPT, chosen);
    show();
  });

  new MutationObserver(show).observe(document.body, { attributeFilter: ["class"] });
  page.changes.push(show);
};
