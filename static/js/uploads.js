/** Puts pictures into the requests of htmx, which collects form fields only. */

/**
 * Adds files to what an element posts.
 * @param {string} attribute of the posting element, such as `data-frame`
 * @param {() => Promise<Blob[]>} pictures the pictures for one request. Without any nothing is sent.
 */
export function attachPictures(attribute, pictures) {
  document.addEventListener('htmx:config:request', (event) => {
    const { ctx } = event.detail;
    if (!ctx.sourceElement?.hasAttribute(attribute)) return;
    const send = ctx.fetch ?? window.fetch.bind(window);
    ctx.fetch = async (action, request) => {
      const blobs = await pictures();
      // An aborted request: htmx goes on with the next interval.
      if (blobs.length === 0) throw new DOMException('There is no picture yet', 'AbortError');
      for (const blob of blobs) request.body.append('frame', blob, 'frame.jpg');
      return send(action, request);
    };
  });
}
