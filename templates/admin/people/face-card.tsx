/** Facts about a person's enrolled face, and the buttons that switch it off or remove it. */
import { Card } from '../../parts/card.tsx';
import { Fact } from '../../parts/fact.tsx';
import { formatTime } from '../../parts/format.ts';
import { ActForm, type Part } from './act.tsx';

function FaceFacts({ view, person }: Part) {
  const { t, locale } = view;
  const { enrollment, templates, faceOffAt, faceFailures } = person;
  if (!enrollment) return <p>{t('admin.person.no-face')}</p>;
  return (
    <dl class="facts">
      <Fact term={t('admin.person.enrolled')}>{formatTime(locale, enrollment.enrolledAt)}</Fact>
      <Fact term={t('admin.person.face-used')}>
        {enrollment.lastUsedAt ? formatTime(locale, enrollment.lastUsedAt) : t('admin.person.never')}
      </Fact>
      <Fact term={t('admin.person.templates')}>
        {templates.map(({ recognizer, count }) => `${recognizer} ${count}`).join(', ')}
      </Fact>
      <Fact term={t('admin.person.consent')}>
        {t('admin.person.consent-version', {
          version: enrollment.consentVersion,
          time: formatTime(locale, enrollment.consentedAt),
        })}
      </Fact>
      <Fact term={t('admin.person.failures')}>{faceFailures}</Fact>
      {faceOffAt && <Fact term={t('admin.person.face-off-since')}>{formatTime(locale, faceOffAt)}</Fact>}
    </dl>
  );
}

export function FaceCard({ view, person }: Part) {
  const { t } = view;
  return (
    <Card id="face" title={t('admin.person.face')}>
      <FaceFacts view={view} person={person} />
      {(person.enrollment || person.faceOffAt) && (
        <>
          <div class="actions">
            <ActForm view={view} person={person} act={person.faceOffAt ? 'face-on' : 'face-off'} />
          </div>
          <p class="hint">{t('admin.person.face-off-effect')}</p>
        </>
      )}
      {person.enrollment && (
        <details>
          <summary>{t('admin.act.remove-face.ask')}</summary>
          <p>{t('admin.act.remove-face.effect')}</p>
          <ActForm view={view} person={person} act="remove-face" danger />
        </details>
      )}
    </Card>
  );
}
