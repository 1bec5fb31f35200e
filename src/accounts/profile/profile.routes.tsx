/** `/account/edit`, and the pictures of profiles. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { EditProfilePage } from '../../../templates/accounts/profile-edit.tsx';
import type { Deps } from '../../deps.ts';
import type { FieldErrors } from '../../errors.ts';
import { AppError } from '../../errors.ts';
import { CLIP_MS, formData } from '../../http/body/capture.ts';
import { checkForm, typedValues } from '../../http/body/valid.ts';
import type { Env } from '../../http/env.ts';
import { needs } from '../../http/needs.ts';
import { page, view } from '../../http/render.tsx';
import type { Session } from '../../principal.ts';
import { requireSession } from '../../sessions/middleware.ts';
import { limitsOf } from '../../vision/pipeline/normalize.ts';
import { VisionError } from '../../vision/protocol.ts';
import { findAvatar, findProfile, type ProfileRow } from '../accounts.store.ts';
import { AVATAR, makeAvatar } from './avatar.ts';
import { profileForm } from './profile.schema.ts';
import { type AvatarChange, changeProfile } from './profile.ts';

/** Bytes of the form, at most: the picture and all other fields. */
const EDIT_BYTES = AVATAR.limit + 1_048_576;
/** Seconds that a browser keeps a picture. A new picture has a new address. */
const PICTURE_SECONDS = 86_400;

function storedValues(session: Session, profile: ProfileRow | undefined): Record<string, string> {
  return {
    display_name: session.displayName,
    real_name: profile?.realName ?? '',
    english_name: profile?.englishName ?? '',
    gender: profile?.gender ?? '',
    birthday: profile?.birthday ?? '',
    nationality: profile?.nationality ?? '',
    phone: profile?.phone ?? '',
    email: profile?.email ?? '',
    university: profile?.university ?? '',
    profession: profile?.profession ?? '',
    city: profile?.city ?? '',
    synopsis: profile?.synopsis ?? '',
    description: profile?.description ?? '',
  };
}

/** Reads the form's picture: encoded anew, null to remove it, undefined for no change; or what is wrong with it. */
async function readAvatar(form: FormData): Promise<{ avatar: AvatarChange; errors: FieldErrors }> {
  const upload = form.get('avatar');
  if (!(upload instanceof File) || upload.size === 0) {
    return { avatar: form.get('remove_avatar') ? null : undefined, errors: {} };
  }
  try {
    return { avatar: await makeAvatar(new Uint8Array(await upload.arrayBuffer())), errors: {} };
  } catch (error) {
    if (!(error instanceof VisionError) || !error.fault) throw error;
    return { avatar: undefined, errors: { avatar: `error.image.${error.fault}` } };
  }
}

function editPage(c: Context<Env>, config: Deps['config'], values: Record<string, string>, errors: FieldErrors) {
  const v = view(c, config);
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  const picture = { url: v.viewer?.avatarUrl ?? null, bytes: AVATAR.limit, limits: limitsOf(AVATAR) };
  const body = <EditProfilePage view={v} values={values} errors={errors} picture={picture} />;
  return page(c, { view: v, title: c.var.t('profile.title'), status }, body);
}

export function profileRoutes(deps: Deps) {
  const { config, db } = deps;
  return new Hono<Env>()
    .get('/account/edit', requireSession(), async (c) => {
      const session = c.var.session!;
      return editPage(c, config, storedValues(session, await findProfile(db, session.userId)), {});
    })
    .post('/account/edit', needs({ session: 'signed-in', body: EDIT_BYTES, deadline: CLIP_MS }), async (c) => {
      const { userId, username } = c.var.session!;
      const form = await formData(c);
      const checked = checkForm(form, profileForm);
      const { avatar, errors } = await readAvatar(form);
      if (!checked.ok) return editPage(c, config, checked.values, { ...checked.errors, ...errors });
      if (errors.avatar) return editPage(c, config, typedValues(form), errors);
      await changeProfile(deps, { userId, username, form: checked.data, avatar });
      return c.redirect('/account?done=profile', 303);
    })
    .get('/avatars/:userId/:version', requireSession(), async (c) => {
      const { userId, version } = c.req.param();
      // A person sees only their own picture: an answer for others would tell who has an account.
      const avatar = userId === c.var.session!.userId ? await findAvatar(db, userId) : undefined;
      if (avatar?.version !== version) throw new AppError('not-found');
      c.header('Content-Type', 'image/webp');
      c.header('Cache-Control', `private, max-age=${PICTURE_SECONDS}, immutable`);
      return c.body(new Uint8Array(avatar.image));
    });
}
