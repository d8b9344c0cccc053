// Shows on the page of notices how far an upload is, and the state of every file while one is
// under way. Everything works without it: what it puts in place is the page as the server has it.
(() => {
  const EVERY = 1000; // ms between two looks
  const PARTS = ["told", "files", "held"];
  const upload = document.getElementById("upload");
  if (!upload) return;
  const form = upload.querySelector("form");
  const button = form.querySelector("button");
  const sending = document.getElementById("sending");
  const news = document.getElementById("news");

  const states = () =>
    new Map(
      [...document.querySelectorAll("#files [data-state]")].map((item) => [
        item.id,
        { state: item.dataset.state, said: item.dataset.said },
      ]),
    );

  // Puts the parts of another rendering in place, leaving the focus and what is unfolded.
  const show = (html, parts) => {
    const page = new DOMParser().parseFromString(html, "text/html"); // runs nothing
    if (!page.getElementById("upload")) return location.reload(); // the session is over
    const before = states();
    for (const id of parts) {
      const old = document.getElementById(id);
      const fresh = document.adoptNode(page.getElementById(id));
      for (const item of old.querySelectorAll("li[id]:has(details[open])")) {
        const details = fresh.querySelector(`#${CSS.escape(item.id)} details`);
        if (details) details.open = true;
      }
      if (old.isEqualNode(fresh)) continue;
      const focused = old.contains(document.activeElement) && document.activeElement.id;
      old.replaceWith(fresh);
      if (focused) document.getElementById(focused)?.focus();
    }
    const ended = [...states()].filter(
      ([id, { said }]) => said && ["waiting", "reading"].includes(before.get(id)?.state),
    );
    if (ended.length) news.textContent = ended.map(([, { said }]) => said).join("\n");
    return ended.length;
  };

  let timer = 0;
  const watch = () => {
    clearTimeout(timer);
    if (document.querySelector("#files[data-busy]")) timer = setTimeout(look, EVERY);
  };
  const look = async () => {
    if (!document.hidden) {
      const address = new URL(location);
      address.searchParams.delete("done"); // was said
      try {
        const answer = await fetch(address, { headers: { accept: "text/html" } });
        // The search may be in use: what is held is renewed when it has changed.
        const html = await answer.text();
        if (show(html, ["files"])) {
          show(html, ["held"]);
          // "Being read" is no longer so; a refusal stays until it has been read.
          if (!document.querySelector("#files[data-busy], #told .alert")) show(html, ["told"]);
        }
      } catch {
        // The server is gone for a moment; the next look tells.
      }
    }
    watch();
  };

  const tell = (line) => {
    document.getElementById("sent").textContent = line;
    sending.hidden = !line;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest(); // fetch does not tell how much has been sent
    const done = (line) => {
      button.disabled = false;
      tell(line);
      watch();
    };
    request.open("POST", form.action);
    request.setRequestHeader("accept", "text/html");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const percent = Math.floor((100 * loaded) / total) || 0;
      sending.querySelector("progress").value = percent;
      tell(upload.dataset.sending.replace("$percent", percent));
    });
    request.addEventListener("load", () => {
      if (request.status === 401) return done(upload.dataset.over);
      if (request.status >= 500 || !/html/.test(request.getResponseHeader("content-type")))
        return done(upload.dataset.failed);
      show(request.responseText, PARTS);
      form.reset();
      done("");
    });
    request.addEventListener("error", () => done(upload.dataset.failed));
    request.send(new FormData(form));
    button.disabled = true;
  });

  watch();
})();
