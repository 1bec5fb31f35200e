/** Puts pictures into the requests of htmx: canvas blobs are no form fields, so htmx cannot collect them itself. */

/**
 * Adds files to what an element posts.
 * @param {string} attribute of the posting element, such as `data-frame`
 * @param {() => Promise<Blob[]>} pictures the pictures for one request; none: nothing is sent.
 */
export function attachPictures(attribute, pictures) {
  document.addEventListener('htmx:config:request', (event) => {
    const { ctx } = event.detail;
    if (!ctx.sourceElement?.hasAttribute(attribute)) return;
    const send = ctx.fetch ?? window.fetch.bind(window);
    ctx.fetch = async (action, request) => {
      const blobs = await pictures();
      // As if it had been aborted: htmx goes on with the next interval.
      if (blobs.length === 0) throw new DOMException('There is no picture yet', 'AbortError');
      for (const blob of blobs) request.body.append('frame', blob, 'frame.jpg');
      return send(action, request);
    };
  });
}
