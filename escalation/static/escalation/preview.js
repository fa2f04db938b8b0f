// The rule that is being typed, as a sentence: asked for when the typing rests.
(() => {
  const PAUSE = 250;

  const begin = () => {
    const preview = document.querySelector("[data-sentence]");
    const form = document.querySelector("form#escalationrule_form");
    if (!preview || !form) return;
    const shown = preview.querySelector("[data-reading]");
    let waiting = 0;
    let asked = 0;

    const show = ({ sentence, hint, errors, problems }) => {
      const wrong = [...errors.map(([label, says]) => `${label}: ${says}`), ...problems];
      const lines = [[sentence, ""], [hint, "hr-faint"], ...wrong.map((says) => [says, "hr-wrong"])];
      shown.replaceChildren(
        ...lines
          .filter(([says]) => says)
          .map(([says, look]) => {
            const line = document.createElement("p");
            line.className = look;
            line.textContent = says;
            return line;
          }),
      );
    };

    const read = async () => {
      const mine = ++asked;
      const typed = new FormData(form);
      typed.set("rule", preview.dataset.rule);
      const answer = await fetch(preview.dataset.sentence, { method: "POST", body: typed });
      // An answer to what was typed before is late.
      if (answer.ok && mine === asked) show(await answer.json());
    };

    const soon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => read().catch(() => {}), PAUSE);
    };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    if (form.querySelector("#id_trigger")?.value) soon();
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
