// On the page of choices: whether this browser may show anything, and the way to let it.

const words = document.getElementById("browser-permission");
const button = document.getElementById("browser-allow");

function show() {
  const state = "Notification" in window ? Notification.permission : "missing";
  words.textContent = words.dataset[state] ?? "";
  words.hidden = !words.textContent;
  button.hidden = state !== "default";
}

button.addEventListener("click", async () => {
  await Notification.requestPermission();
  show();
});

// Who has not said by whose clock, most likely means the one on the wall.
const zone = document.querySelector('[name="time_zone"]');
if (zone.value === "UTC" && !document.querySelector('[name="quiet_from"]').value) {
  zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? zone.value;
}

show();
