/** A face of nobody, for benches to which no photo is given: no photo of a person is part of the project. */

/** Colours that run and edges that are soft, as in a photo. */
const DEFINITIONS = `<defs>
  <linearGradient id="wall" x1="0" y1="0" x2="1" y2="1">
    <stop offset="0" stop-color="#b9c2c4"/><stop offset="1" stop-color="#8b9699"/>
  </linearGradient>
  <radialGradient id="skin" cx="50%" cy="42%" r="62%">
    <stop offset="0" stop-color="#eac0a0"/><stop offset="0.65" stop-color="#d29f7e"/>
    <stop offset="1" stop-color="#9a6a50"/>
  </radialGradient>
  <filter id="soft"><feGaussianBlur stdDeviation="5"/></filter>
  <filter id="fine"><feGaussianBlur stdDeviation="1"/></filter>
</defs>`;

const HEAD = `<rect width="640" height="480" fill="url(#wall)"/>
<path d="M140 480C150 400 230 385 320 385S490 400 500 480Z" fill="#3b4a63"/>
<path d="M270 340V400C290 425 350 425 370 400V340Z" fill="#b98868"/>
<path d="M270 360C290 395 350 395 370 360V345H270Z" fill="#8a5f48" opacity="0.6" filter="url(#soft)"/>
<ellipse cx="320" cy="190" rx="124" ry="140" fill="#33241c"/>
<g fill="#c08e70"><ellipse cx="214" cy="235" rx="14" ry="30"/><ellipse cx="426" cy="235" rx="14" ry="30"/></g>
<path d="M216 200C216 120 260 92 320 92S424 120 424 200C424 300 385 378 320 378S216 300 216 200Z" fill="url(#skin)"/>
<path fill="#33241c" d="M212 205C212 150 230 118 262 120C300 138 360 128 384 122C412 128 428 160 428 205C440 120 400 62
  320 62S200 120 212 205Z"/>`;

/** Shadows of the eyes, the nose and the lips, cheeks, and the light on the bridge of the nose. */
const SHADES = `<g filter="url(#soft)">
  <g fill="#8a5b45" opacity="0.6">
    <ellipse cx="270" cy="216" rx="34" ry="17"/><ellipse cx="370" cy="216" rx="34" ry="17"/>
    <path d="M302 215L298 270L312 285Z"/><ellipse cx="320" cy="345" rx="24" ry="5"/>
    <ellipse cx="320" cy="288" rx="26" ry="8"/>
  </g>
  <g fill="#d8846c" opacity="0.4">
    <ellipse cx="252" cy="280" rx="22" ry="18"/><ellipse cx="388" cy="280" rx="22" ry="18"/>
  </g>
  <path d="M316 200L312 270H328L324 200Z" fill="#ffe4cc" opacity="0.6"/>
</g>`;

/** The left eye of the picture with its brow; the other one is its mirror image. */
const EYE = `<path d="M238 196C252 184 282 182 300 192L299 199C282 192 254 194 240 201Z" fill="#3a271d"/>
<path d="M246 222C258 208 284 208 296 223C284 232 258 232 246 222Z" fill="#f0ebe4"/>
<circle cx="271" cy="220" r="9.5" fill="#4b3526"/><circle cx="271" cy="220" r="4.5" fill="#0c0806"/>
<circle cx="274" cy="217" r="2.2" fill="#fff"/>
<path d="M244 222C257 205 285 205 297 223C284 212 258 212 244 222Z" fill="#2a1a12"/>`;

const NOSE_AND_MOUTH = `<path fill="#99644c" d="M296 278C292 290 304 294 310 289C316 295 324 295 330 289C336 294 348 290 344
  278C346 298 332 296 320 299C308 296 294 298 296 278Z"/>
<g fill="#4a2a20"><ellipse cx="308" cy="289" rx="5.5" ry="2.6"/><ellipse cx="332" cy="289" rx="5.5" ry="2.6"/></g>
<path fill="#a34f48" d="M278 324C296 314 310 313 320 317C330 313 344 314 362 324C344 325 330 325 320 326C310 325 296 325
  278 324Z"/>
<path d="M278 324C296 327 310 326 320 327C330 326 344 327 362 324C348 340 336 344 320 344S292 340 278 324Z" fill="#bb6259"/>
<path d="M277 324C296 327 344 327 363 324C344 329 296 329 277 324Z" fill="#5a2522"/>`;

/** An SVG of 640x480. */
export const DRAWN_FACE = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">
${DEFINITIONS}${HEAD}${SHADES}
<g filter="url(#fine)">${EYE}<g transform="translate(640 0) scale(-1 1)">${EYE}</g>${NOSE_AND_MOUTH}</g>
</svg>`;
