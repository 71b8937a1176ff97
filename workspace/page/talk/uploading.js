/** How does a file get to the workspace? As one request whose progress can be seen, and which can be broken off. */

import { Refused } from "../ground/api.js";
import { store } from "../ground/store.js";

/** What the workspace's server takes, less than Slack's 1 GB: a file travels as text within one request. */
export const LARGEST = 64 * 1024 ** 2;

/** Bring a file in without sharing it yet; resolves to Slack's file object, fails with `Refused`. */
export async function upload(file, { onProgress = () => {}, signal } = {}) {
  const content = await base64Of(file);
  const answer = await post(JSON.stringify({ as: store.me.id, do: "attach", name: file.name || "image.png", content_base64: content }), onProgress, signal);
  return answer.file;
}

async function base64Of(file) {
  const address = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(new Refused({ error: "file_unreadable" }));
    reader.readAsDataURL(file);
  });
  return address.slice(address.indexOf(",") + 1);
}

/** `fetch` can't tell how much of a body has gone out; the older way can. */
function post(body, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const lost = () => reject(new Refused({ error: request.status === 413 ? "file_too_large" : "no_answer" }));
    request.open("POST", "/_workspace/act");
    request.setRequestHeader("Content-Type", "application/json");
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onerror = lost;
    request.onload = () => {
      const answer = answerOf(request);
      if (!answer) lost();
      else if (answer.ok) resolve(answer);
      else reject(new Refused(answer));
    };
    signal?.addEventListener("abort", () => request.abort());
    request.onabort = lost;
    request.send(body);
  });
}

function answerOf({ status, responseText }) {
  try {
    return status === 200 ? JSON.parse(responseText) : null;
  } catch {
    return null;
  }
}
