/** The gateway behind a real haproxy, set up with the lines that FaceLogin prints. */
import { behindProxy } from '../../helpers/site/behind-proxy.ts';

behindProxy('haproxy', 'haproxy');
