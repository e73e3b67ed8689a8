// Choosing a cover: any change shows its effect; the frame that the player stands at can be taken.
const form = document.querySelector("#cover");
const second = document.querySelector("#second");
const film = document.querySelector("[data-cover-film]");
const take = document.querySelector("[data-cover-take]");

async function look() {
  const asked = new FormData(form);
  asked.delete("csrfmiddlewaretoken");
  const answer = await fetch(`${location.pathname}?${new URLSearchParams(asked)}`);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("#previews");
  if (fresh) document.querySelector("#previews").replaceChildren(...fresh.children);
}

if (form && second) {
  take.hidden = false;
  take.addEventListener("click", () => {
    second.value = film.currentTime.toFixed(2);
    form.querySelectorAll("input[name=at]").forEach((radio) => { radio.checked = false; });
    look();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "at") second.value = "";
    if (event.target.name !== "everywhere") look();
  });
}
