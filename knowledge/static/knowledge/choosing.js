// The files that are to be brought in: shown before they are sent, and without those that are too
// large: they are named to the server instead, so that the report has every one of them.

const form = document.querySelector(".kn-bring");
const input = form.querySelector("input[type=file]");
const drop = form.querySelector(".kn-drop");
const list = form.querySelector(".kn-files");
const most = Number(form.dataset.mostBytes);

function megabytes(size) {
  return size < 1024 * 1024 ? `${Math.ceil(size / 1024)} KB` : `${(size / 1024 / 1024).toFixed(1)} MB`;
}

function row(file) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  const size = document.createElement("span");
  name.textContent = file.name;
  size.className = "hr-faint";
  size.textContent = megabytes(file.size);
  line.append(name, size);
  if (file.size > most) {
    line.className = "kn-over";
    size.textContent += ` – larger than ${megabytes(most)}: it is not sent`;
  }
  return line;
}

function show() {
  list.replaceChildren(...[...input.files].map(row));
}

function leaveOut() {
  const sent = new DataTransfer();
  for (const file of input.files) {
    if (file.size <= most) {
      sent.items.add(file);
      continue;
    }
    const named = document.createElement("input");
    named.type = "hidden";
    named.name = "left_out";
    named.value = `${file.name}:${file.size}`;
    form.append(named);
  }
  input.files = sent.files;
}

input.addEventListener("change", show);
form.addEventListener("submit", leaveOut);
for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("kn-over-it");
  });
}
for (const name of ["dragleave", "drop"]) {
  drop.addEventListener(name, () => drop.classList.remove("kn-over-it"));
}
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  input.files = event.dataTransfer.files;
  show();
});
