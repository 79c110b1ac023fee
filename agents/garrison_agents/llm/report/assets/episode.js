// One episode, decision by decision: #episode=ID&at=N says which.
"use strict";

(() => {
  const by = (id) => document.getElementById(id);
  const { make } = stage;
  const MARKS = ["acted", "no_effect", "illegal", "out_of_schema", "unparseable", "too_late", "unheard"];
  const FAILURES = new Set(["no_effect", "illegal", "out_of_schema", "unparseable"]);
  const FAST_MS = 120;
  const shelf = JSON.parse(by("shelf").textContent);
  let story = null;
  let album = null;
  let at = 0;
  let timer = 0;
  let wanted = "";

  const plain = (name) => name.replaceAll("_", " ");
  const number = (value, digits = 0) => Number(value).toLocaleString("en", { maximumFractionDigits: digits });
  const sign = (value, digits = 0) => (value > 0 ? "+" : "−") + number(Math.abs(value), digits);

  async function open(id, position = 0, move = true) {
    stop();
    wanted = id;
    const [words, pictures] = await Promise.all([stage.story(id), stage.album(id)]);
    if (!words || wanted !== id) return;
    [story, album] = [words, pictures];
    by("stage").hidden = false;
    const result = story.result;
    by("title").textContent = `${result.model} · ${result.strategy} · ${result.modality} on ${result.level}, seed ${result.seed}`;
    document.querySelectorAll("[data-id]").forEach((row) => row.classList.toggle("chosen", row.dataset.id === id));
    by("at").max = last();
    showPicturePlace(id);
    show(position);
    drawStrip();
    if (move) {
      by("stage").scrollIntoView({ block: "start", behavior: "instant" });
      by("title").focus({ preventScroll: true });
    }
  }

  const last = () => Math.max(0, story.states.length - 1);

  function showPicturePlace(id) {
    by("picture").hidden = !album;
    by("nopicture").hidden = !!album;
    by("nopicture").textContent = shelf.troubles[id]
      ? `No pictures: ${shelf.troubles[id]}`
      : story.result.state === "void" ? "No pictures: the episode is void." : "No pictures of this episode are in the page.";
    if (album) by("picture").width = by("picture").height = album.size;
  }

  function show(position) {
    at = Math.max(0, Math.min(last(), position));
    const count = story.decisions.length;
    by("at").value = at;
    by("at").setAttribute("aria-valuetext", at < count ? `decision ${at + 1} of ${count}` : "the end");
    by("where").textContent = at < count ? `Decision ${at + 1} of ${count}` : `The end, after ${count} decisions`;
    history.replaceState(null, "", `#episode=${encodeURIComponent(story.result.id)}&at=${at}`);
    drawPicture();
    showState();
    showFate();
    showReply();
    showPrompt();
    markStrip();
  }

  function drawPicture() {
    by("stale").textContent = "";
    if (!album) return;
    let nearest = 0;
    while (nearest + 1 < album.at.length && album.at[nearest + 1] <= at) nearest++;
    by("picture").getContext("2d").putImageData(album.frame(nearest), 0, 0);
    if (album.at[nearest] !== at) by("stale").textContent = `picture of decision ${album.at[nearest] + 1}: pictures are thinned`;
  }

  function showState() {
    const state = story.states[at];
    const told = state ? [["Time", `${number(state.s, 1)} s`], ["Wave", number(state.wave)], ["Gold", number(state.gold)], ["Life", number(state.life)]] : [];
    if (state && state.foes !== null) told.push(["Enemies", number(state.foes)]);
    by("state").replaceChildren(...told.map(([name, value]) => pair(name, value)));
  }

  function pair(name, value) {
    const made = make("div");
    made.append(make("dt", name), make("dd", value));
    return made;
  }

  function showFate() {
    const decision = story.decisions[at];
    if (!decision) return by("fate").replaceChildren(...ending());
    const parts = [make("span", plain(decision.understanding), `badge k-${decision.understanding}`)];
    if (decision.code) parts.push(make("span", `error ${decision.code}: ${decision.refusal}`, "badge"));
    if (decision.explanation) parts.push(make("p", decision.explanation));
    if (decision.played.length) parts.push(played(decision));
    const went = [];
    if (decision.idle_steps) went.push(`${decision.idle_steps} steps passed while it thought`);
    if (decision.steps !== 1) went.push(`${decision.steps} steps were played`);
    if (decision.stopped) went.push(`stopped: ${plain(decision.stopped)}`);
    if (went.length) parts.push(make("p", went.join("; "), "note"));
    parts.push(changes(story.states[at], story.states[at + 1]));
    return by("fate").replaceChildren(...parts);
  }

  function played(decision) {
    const list = make("ol", "", "played");
    for (const one of decision.played) {
      const item = make("li", one.words);
      if (one.refusal) item.append(make("small", `refused: ${one.refusal}`, "warn"));
      else if (one.no_effect) item.append(make("small", "no effect", "note"));
      list.append(item);
    }
    return list;
  }

  function changes(before, after) {
    const line = make("p", "", "changes");
    if (!before || !after) return line;
    line.append(make("span", `${number(after.s - before.s, 2)} s passed`));
    for (const [name, good] of [["gold", 1], ["life", 1], ["wave", 0], ["foes", -1]]) {
      const change = after[name] === null || before[name] === null ? 0 : after[name] - before[name];
      if (change) line.append(make("span", `${name === "foes" ? "enemies" : name} ${sign(change)}`, change * good < 0 && name === "life" ? "warn" : ""));
    }
    return line;
  }

  function ending() {
    const result = story.result;
    if (result.state === "void") {
      return [make("span", "void", "badge v-refused"), make("p", `${plain(result.trouble.kind)}: ${result.trouble.words}`),
        make("p", "Network or provider failed; that is not the model's doing, and the episode is in no mean.", "note")];
    }
    const leaks = Object.entries(result.leaks_by_enemy).map(([name, count]) => `${count} ${plain(name)}`);
    return [make("span", result.status === "running" ? "cut" : result.status, `badge ${result.status === "won" ? "v-verified" : "v-changed"}`),
      make("p", `Score ${number(result.score, 2)}, normalised ${number(result.normalised, 3)}; wave ${result.waves} of ${result.waves_total}.`),
      make("p", leaks.length ? `Leaked: ${leaks.join(", ")}.` : "Nothing leaked.")];
  }

  function showReply() {
    const decision = story.decisions[at];
    if (!decision) return by("reply").replaceChildren(make("p", "There is none: it is over.", "note"));
    const parts = decision.calls.map((call) => make("pre", `${call.name}(${call.arguments})`));
    if (decision.reply) parts.push(make("pre", decision.reply));
    if (!parts.length) parts.push(make("p", "Nothing at all.", "note"));
    if (decision.omitted) parts.push(make("p", `… and ${number(decision.omitted)} characters more.`, "note"));
    return by("reply").replaceChildren(...parts);
  }

  function showPrompt() {
    const decision = story.decisions[at];
    const parts = [];
    if (decision && decision.prompt !== null) parts.push(make("pre", decision.prompt));
    else parts.push(make("p", decision ? "The run's prompts were not kept." : "There is none: it is over.", "note"));
    if (story.result.system !== null) {
      const more = make("details");
      more.append(make("summary", "The system prompt"), make("pre", story.result.system));
      more.open = by("prompt").querySelector("details")?.open ?? false;
      parts.push(more);
    }
    by("prompt").replaceChildren(...parts);
  }

  // Every decision as a stripe in its class's colour.
  function drawStrip() {
    const strip = by("strip");
    const count = Math.max(1, story.decisions.length);
    const width = (strip.width = Math.max(300, Math.round(strip.clientWidth * devicePixelRatio)));
    const pen = strip.getContext("2d");
    const colours = Object.fromEntries(MARKS.map((name) => [name, getComputedStyle(document.body).getPropertyValue(`--k-${name}`)]));
    // What failed is drawn last and at least two points wide, so that no failure is lost among many decisions.
    for (const failed of [false, true]) {
      story.decisions.forEach((decision, number) => {
        if (FAILURES.has(decision.understanding) !== failed) return;
        pen.fillStyle = colours[decision.understanding];
        pen.fillRect((number * width) / count, 0, Math.max(failed ? 2 : 0.5, width / count), strip.height);
      });
    }
  }

  function markStrip() {
    by("at").classList.toggle("end", at >= story.decisions.length);
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    by("play").classList.remove("playing");
  }

  function play() {
    if (timer) return stop();
    if (at >= last()) show(0);
    by("play").classList.add("playing");
    timer = setInterval(() => (at >= last() ? stop() : show(at + 1)), FAST_MS);
    return undefined;
  }

  function nextFailure() {
    const found = story.decisions.findIndex((decision, number) => number > at && FAILURES.has(decision.understanding));
    if (found >= 0) show(found);
  }

  const moves = {
    first: () => show(0), back: () => show(at - 1), on: () => show(at + 1), last: () => show(last()), failure: nextFailure, play,
  };
  const keys = { Home: "first", ArrowLeft: "back", ArrowRight: "on", End: "last", f: "failure", F: "failure", " ": "play" };

  // Keys belong to the page until the stage stands in the middle of the window.
  function inSight() {
    const { top, bottom } = by("stage").getBoundingClientRect();
    return top < innerHeight * 0.6 && bottom > innerHeight * 0.3;
  }

  function press(event) {
    const theirs = event.target.closest?.("select, summary, th button, [data-pick], [data-open], .scroll, pre");
    const name = keys[event.key];
    if (!story || !name || theirs || !inSight() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && event.target.closest?.("button")) return; // the button itself
    event.preventDefault();
    go(name);
  }

  function go(name) {
    if (name !== "play") stop();
    moves[name]();
  }

  Object.keys(moves).forEach((name) => by(name).addEventListener("click", () => go(name)));
  by("at").addEventListener("input", () => (stop(), show(Number(by("at").value))));
  document.addEventListener("keydown", press);
  document.querySelectorAll("[data-open]").forEach((button) => button.addEventListener("click", () => open(button.dataset.open)));
  addEventListener("resize", () => story && drawStrip());

  const asked = new URLSearchParams(location.hash.slice(1));
  if (asked.get("episode")) open(asked.get("episode"), Number(asked.get("at")) || 0);
  else if (shelf.told.length) open(shelf.told[0], 0, false);
})();
