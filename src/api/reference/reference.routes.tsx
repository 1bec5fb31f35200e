/**
 * `/api/v1/docs`: the reference of the interface, for anybody as its document is. It is a page of ours, made of the
 * document: a library's would be some megabytes of script, in one language.
 */
import { Hono } from 'hono';
import type { Reference } from '../../../templates/api/model.ts';
import { ReferencePage } from '../../../templates/api/reference.tsx';
import type { Deps } from '../../deps.ts';
import type { Env } from '../../http/env.ts';
import { needs } from '../../http/needs.ts';
import { page, view } from '../../http/render.tsx';
import { type Document, referenceOf } from './reference.ts';

export const REFERENCE = '/api/v1/docs';

/** @param describe makes the document. It is asked once: operations do not change while the server runs. */
export function referenceRoutes({ config }: Pick<Deps, 'config'>, describe: () => Document) {
  let made: Reference | undefined;
  // A browser opens it, unlike everything else below.
  return new Hono<Env>().get(REFERENCE, needs({ csrf: 'browser' }), (c) => {
    made ??= referenceOf(describe());
    const v = view(c, config);
    const shown = <ReferencePage view={v} reference={made} publicUrl={config.publicUrl} />;
    return page(c, { view: v, title: c.var.t('ref.title'), wide: true }, shown);
  });
}
