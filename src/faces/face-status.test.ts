import { beforeEach, expect, test } from 'bun:test';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { addUser, enrollFace } from '../../test/helpers/data/faces.ts';
import { testDeps } from '../../test/helpers/site/deps.ts';
import { faceStatus } from '../accounts/accounts.store.ts';
import { templateKeys } from '../crypto/templates.ts';
import { versionsOf } from '../vision/recognizers/versions.ts';

beforeEach(truncateAll);

test('a face under a lost key has no template to compare, so its owner has to enroll again', async () => {
  const deps = await testDeps();
  const lost = templateKeys(new Uint8Array(32).fill(9));
  const userId = await addUser(deps, 'anna');
  await enrollFace({ ...deps, keys: lost }, userId, 1, 2, 3);
  const [recognizer, versions] = ['lbph', versionsOf('lbph')];
  const seenWith = ({ keyIds }: typeof lost) => faceStatus(deps.db, userId, { recognizer, versions, keyIds: keyIds() });
  expect(await seenWith(lost)).toMatchObject({ templates: 3 });
  expect(await seenWith(deps.keys)).toMatchObject({ templates: 0 });
  expect(await seenWith(templateKeys(new Uint8Array(32).fill(7), new Uint8Array(32).fill(9)))).toMatchObject({
    templates: 3,
  });
});
