// A shot's frame: drag it over the still, or move it with the arrow keys of its slider; both set the same values.
const DRAWN = 1000;
const number = (element, name) => Number(element.getAttribute(name));

function equip(card) {
  if (card.dataset.equipped !== undefined) return;
  card.dataset.equipped = "";
  const form = card.querySelector("form.shotcard__form");
  const drawing = card.querySelector("svg.shotcard__still");
  if (!form || !drawing) return;
  const across = card.dataset.across === "1";
  const [place, size, length] = across ? ["x", "width", DRAWN] : ["y", "height", drawing.viewBox.baseVal.height];
  const layout = card.dataset.layout;
  const first = form.elements.first;
  const second = form.elements.second;
  const stood = Number(first.value) === Number(second.value);
  const frames = [...drawing.querySelectorAll("[data-frame]")];

  function move(frame, middle) {
    const rects = frame.querySelectorAll("rect");
    const half = number(rects[0], size) / 2;
    const at = Math.min(Math.max(middle * length, half), length - half);
    rects.forEach((rect) => rect.setAttribute(place, (at - half).toFixed(1)));
    return at / length;
  }

  function set(frame, middle) {
    const value = move(frame, middle).toFixed(3);
    if (layout === "split") (frame.dataset.frame === "0" ? first : second).value = value;
    else if (layout === "window" && !stood) {
      // a pan is dragged as a whole: its other end follows
      const by = Number(value) - (Number(first.value) + Number(second.value)) / 2;
      first.value = Number(first.value) + by;
      second.value = Number(second.value) + by;
    } else first.value = second.value = value;
  }

  first.addEventListener("input", () => {
    if (layout === "window" && stood) second.value = first.value;
    move(frames[0], Number(first.value));
  });
  second.addEventListener("input", () => frames.length > 1 && move(frames[1], Number(second.value)));

  for (const frame of frames) {
    const grip = frame.querySelector(".shotcard__frame");
    grip.addEventListener("pointerdown", (event) => {
      grip.setPointerCapture(event.pointerId);
      const box = drawing.getBoundingClientRect();
      const scale = length / (across ? box.width : box.height);
      const start = across ? event.clientX : event.clientY;
      const middle = number(grip, place) + number(grip, size) / 2;
      const drag = (e) => set(frame, (middle + ((across ? e.clientX : e.clientY) - start) * scale) / length);
      const drop = () => {
        grip.removeEventListener("pointermove", drag);
        form.dispatchEvent(new Event("change", { bubbles: true }));
      };
      grip.addEventListener("pointermove", drag);
      grip.addEventListener("pointerup", drop, { once: true });
      event.preventDefault();
    });
  }
}

const all = () => document.querySelectorAll("[data-shot]").forEach(equip);
all();
document.body.addEventListener("htmx:load", all);
