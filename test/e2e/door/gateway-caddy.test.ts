/** The gateway behind a real caddy, set up with the lines that FaceLogin prints. */
import { behindProxy } from '../../helpers/site/behind-proxy.ts';

behindProxy('caddy', 'caddy');
