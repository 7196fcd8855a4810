// Asks the browser for a passkey and brings its answer to the platform. Every word that is shown comes from the page or
// from the server. Nothing secret passes through here: the private key never leaves the device.
const decoded = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};
const encoded = (buffer) => {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

// The server's JSON as the browser wants it: what is bytes becomes bytes.
function asOptions(asked) {
  const options = { ...asked, challenge: decoded(asked.challenge) };
  if (asked.user) options.user = { ...asked.user, id: decoded(asked.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (asked[list]) options[list] = asked[list].map((key) => ({ ...key, id: decoded(key.id) }));
  }
  return options;
}

function asAnswer(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const told = Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, encoded(response[part])]));
  return { id: credential.id, rawId: encoded(credential.rawId), type: credential.type, response: told };
}

class Refused extends Error {}

async function send(form, address, body) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body),
    credentials: "same-origin",
  });
  const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
  if (!isJson) throw new Refused(form.dataset.failed);
  const told = await answer.json();
  if (!answer.ok) throw new Refused(told.sentence ?? form.dataset.failed);
  return told;
}

async function ask(form) {
  const adds = form.dataset.passkey === "add";
  const publicKey = asOptions(await send(form, form.dataset.ask, {}));
  const credential = await (adds ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
  const told = await send(form, form.dataset.answer, {
    answer: asAnswer(credential),
    name: form.querySelector("[name=passkey_name]")?.value ?? "",
    ways: credential.response.getTransports?.() ?? [],
    next: form.dataset.going,
  });
  location.assign(told.to);
}

function worded(form, error) {
  if (error instanceof Refused) return error.message;
  if (error instanceof DOMException && error.name === "InvalidStateError") return form.dataset.known;
  return error instanceof DOMException ? form.dataset.cancelled : form.dataset.failed;
}

function prepare(form) {
  const button = form.querySelector("button");
  const told = form.querySelector("[data-passkey-told]");
  if (!window.PublicKeyCredential) {
    told.textContent = form.dataset.unsupported;
    button.hidden = true;
    return;
  }
  button.disabled = false;
  form.addEventListener("submit", (event) => { event.preventDefault(); button.click(); });
  button.addEventListener("click", async () => {
    button.disabled = true;
    told.textContent = form.dataset.waiting;
    try {
      await ask(form);
    } catch (error) {
      told.textContent = worded(form, error);
      button.disabled = false;
    }
  });
}

document.querySelectorAll("form[data-passkey]").forEach(prepare);
