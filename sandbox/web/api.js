// The page's side of the control API. Every error is the sandbox's own sentence.
import { toast } from './toast.js';

async function call(method, path, body, signal) {
  let response;
  try {
    response = await fetch(`/control/${path}`, {
      method,
      signal,
      cache: 'no-store',
      headers: body ? { 'Content-Type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Error('The sandbox does not answer. Is it still running?');
  }
  const text = await response.text();
  let data = {};
  try {
    data = text ? JSON.parse(text) : {};
  } catch {
    throw new Error(`The sandbox answered with something that is not JSON (${response.status}).`);
  }
  if (!response.ok) throw new Error(sentence(data.error || `The sandbox refused with status ${response.status}.`));
  return data;
}

function sentence(text) {
  const line = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

export const get = (path, signal) => call('GET', path, undefined, signal);
export const post = (path, body, signal) => call('POST', path, body, signal);

/** Acts as a person. Resolves to the outcome, or to null after the reason was shown. */
export async function act(person, word, body) {
  try {
    const outcome = await post(`people/${encodeURIComponent(person)}/${word}`, body);
    if (outcome.failed) toast(sentence(outcome.failed));
    return outcome;
  } catch (error) {
    toast(error.message);
    return null;
  }
}

/** Runs f and shows why it failed, if it fails. */
export async function tried(f) {
  try {
    return await f();
  } catch (error) {
    if (error.name !== 'AbortError') toast(error.message);
    return null;
  }
}

/** Reads files into the control API's shape. */
export async function pack(files) {
  return Promise.all([...files].map(async (file) => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    let text = '';
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return { name: file.name, content: btoa(text) };
  }));
}
