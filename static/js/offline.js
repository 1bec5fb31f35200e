/** The page without a connection: it opens the page that was asked for as soon as the server answers again. */
const PAUSE_MS = 3000;

async function look() {
  try {
    const answer = await fetch('/healthz', { cache: 'no-store' });
    if (answer.ok) location.reload();
  } catch {
    // Still away.
  }
}

window.addEventListener('online', look);
setInterval(look, PAUSE_MS);
