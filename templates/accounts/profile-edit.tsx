/** The profile as one form, to `POST /account/edit`. */

import type { FieldErrors } from '../../src/errors.ts';
import type { MessageKey } from '../../src/i18n/index.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Actions } from '../parts/credentials.tsx';
import { ErrorSummary } from '../parts/error-summary.tsx';
import { Checkbox, errorOf, Field, Select, TextArea } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { Icon } from '../parts/icons.tsx';
import type { View } from '../view.ts';

export type EditProfilePageProps = {
  view: View;
  values: Record<string, string>;
  errors: FieldErrors;
  /** The present picture, and what an uploaded one may have: bytes, and the limits as texts name them. */
  picture: { url: string | null; bytes: number; limits: { limit: number; side: number } };
};

/** Empty: not given. */
const GENDERS = ['', 'female', 'male', 'other'] as const;

type Line = {
  name: string;
  label: MessageKey;
  maxlength: number;
  autocomplete?: string;
  type?: 'text' | 'date' | 'email' | 'tel';
  hint?: MessageKey;
};

const NAMES: Line[] = [
  { name: 'display_name', label: 'label.display-name', maxlength: 64, autocomplete: 'nickname' },
  { name: 'real_name', label: 'label.real-name', maxlength: 64, autocomplete: 'name' },
  { name: 'english_name', label: 'label.english-name', maxlength: 64 },
];
const PERSON: Line[] = [
  { name: 'birthday', label: 'label.birthday', maxlength: 10, autocomplete: 'bday', type: 'date' },
  { name: 'nationality', label: 'label.nationality', maxlength: 64, autocomplete: 'country-name' },
];
const CONTACT: Line[] = [
  { name: 'phone', label: 'label.phone', maxlength: 32, autocomplete: 'tel', type: 'tel' },
  { name: 'email', label: 'label.email', maxlength: 254, autocomplete: 'email', type: 'email' },
  { name: 'city', label: 'label.city', maxlength: 128, autocomplete: 'address-level2' },
];
const WORK: Line[] = [
  { name: 'university', label: 'label.university', maxlength: 128 },
  { name: 'profession', label: 'label.profession', maxlength: 128, autocomplete: 'organization-title' },
  { name: 'synopsis', label: 'label.synopsis', maxlength: 160, hint: 'profile.synopsis.hint' },
];

export function EditProfilePage(props: EditProfilePageProps) {
  const { view, values, errors } = props;
  const { t } = view;
  return (
    <>
      <h1>{t('profile.title')}</h1>
      <p>{t('profile.lead')}</p>
      <ErrorSummary view={view} errors={errors} vars={props.picture.limits} />
      <Form view={view} action="/account/edit" enctype="multipart/form-data" class="form" novalidate>
        <Lines {...props} lines={NAMES} />
        <Select
          view={view}
          name="gender"
          label={t('label.gender')}
          value={values.gender}
          error={errorOf(view, errors, 'gender')}
          choices={GENDERS.map((value) => ({ value, label: t(`gender.${value || 'unspecified'}`) }))}
        />
        <Lines {...props} lines={[...PERSON, ...CONTACT, ...WORK]} />
        <TextArea
          view={view}
          name="description"
          label={t('label.description')}
          value={values.description}
          error={errorOf(view, errors, 'description')}
          maxlength={4000}
          rows={6}
        />
        <AvatarFields {...props} />
        <Actions view={view} submit={t('profile.submit')} back="/account" />
      </Form>
    </>
  );
}

function Lines({ view, values, errors, lines }: EditProfilePageProps & { lines: Line[] }) {
  const { t } = view;
  return (
    <>
      {lines.map(({ label, hint, ...rest }) => (
        <Field
          {...rest}
          view={view}
          label={t(label)}
          hint={hint && t(hint)}
          value={values[rest.name]}
          error={errorOf(view, errors, rest.name)}
        />
      ))}
    </>
  );
}

/**
 * The picture comes last: a request that is too large still begins with all texts. `picture.js` makes a large one
 * smaller before it is sent.
 */
function AvatarFields({ view, values, errors, picture }: EditProfilePageProps) {
  const { t } = view;
  const { url, bytes, limits } = picture;
  return (
    <div class="avatar-fields">
      <Avatar name={values.display_name || view.viewer?.username || '?'} url={url} />
      <div>
        <Field
          view={view}
          name="avatar"
          type="file"
          accept="image/jpeg,image/png,image/webp"
          label={t('label.avatar')}
          hint={t('profile.avatar.hint', limits)}
          error={errorOf(view, errors, 'avatar', limits)}
          data-picture
          data-bytes={bytes}
        />
        <p class="field-error" role="alert" data-picture-too-large hidden>
          <Icon name="error" />
          {t('error.image.too-large', limits)}
        </p>
        {url && (
          <Checkbox
            view={view}
            name="remove_avatar"
            value="yes"
            label={t('profile.avatar.remove')}
            checked={values.remove_avatar === 'yes'}
          />
        )}
      </div>
      <script type="module" src="/static/js/picture.js" />
    </div>
  );
}
