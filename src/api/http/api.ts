/** A part of `/api/v1`: requests that do not fit their schema get an answer that says where. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { AppError } from '../../errors.ts';
import type { Env } from '../../http/env.ts';
import type { MessageKey } from '../../i18n/index.ts';
import { problem } from './problem.ts';

export function newApi(): OpenAPIHono<Env> {
  return new OpenAPIHono<Env>({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      const errors = result.error.issues.map(({ path, message }) => {
        // Schemas of forms have keys of the catalogue as their messages. Any other message is zod's own.
        const translated = message.startsWith('field.') ? c.var.t(message as MessageKey) : message;
        return { at: [result.target, ...path].join('.'), message: translated };
      });
      return problem(c, new AppError('invalid-form'), { errors });
    },
  });
}
