/** The gateway behind a real nginx, set up with the lines that FaceLogin prints. */
import { behindProxy } from '../../helpers/site/behind-proxy.ts';

behindProxy('nginx', 'nginx-light');
