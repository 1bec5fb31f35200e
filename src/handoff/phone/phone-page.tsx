/** The page of a phone that has a hand-off, by where it stands. */
import {
  type Asks,
  PhoneCameraPage,
  PhoneClipPage,
  PhoneDonePage,
  PhoneEndedPage,
  PhoneNumberPage,
  PhoneShowNumberPage,
} from '../../../templates/handoff/phone.tsx';
import type { View } from '../../../templates/view.ts';
import { askedApplication } from '../../applications/launch.ts';
import type { Deps } from '../../deps.ts';
import { type HandOff, type HandOffPerson, personOf } from '../handoffs.store.ts';
import { networkOf } from '../network.ts';

/** The phone that asks for its page. `place`: empty where the server cannot tell it. */
type Phone = { view: View; place: string };

/** Who asks. A sign-in names nobody, not even whose name was typed. */
async function asksOf(
  { db }: Pick<Deps, 'db'>,
  handOff: HandOff,
  { place, person }: { place: string; person: HandOffPerson | undefined },
): Promise<Asks> {
  const { purpose, address, userAgent, next } = handOff;
  return {
    purpose,
    desktop: { address, userAgent },
    network: networkOf(address, place),
    name: purpose === 'sign-in' ? undefined : person?.displayName || person?.username,
    application: (await askedApplication(db, next))?.name,
  };
}

/** The page of a phone that has opened a code. */
export async function phonePage(deps: Pick<Deps, 'db'>, { view, place }: Phone, handOff: HandOff) {
  const person = await personOf(deps.db, handOff);
  const asks = await asksOf(deps, handOff, { place, person });
  const { purpose, state, endedBy, number, choices } = handOff;
  const enrolling = purpose === 'enrollment';
  if (state === 'ended') return <PhoneEndedPage view={view} why={endedBy ?? 'desktop'} />;
  if (state === 'done' || (state === 'confirmed' && !enrolling)) return <PhoneDonePage view={view} purpose={purpose} />;
  if (purpose !== 'sign-in' && !person) return <PhoneEndedPage view={view} why="account" />;
  if (state === 'recognised') {
    return <PhoneNumberPage view={view} name={person?.displayName ?? ''} choices={choices} asks={asks} />;
  }
  if (!enrolling) return <PhoneCameraPage view={view} asks={asks} />;
  return state === 'opened' ? (
    <PhoneShowNumberPage view={view} asks={asks} number={number} />
  ) : (
    <PhoneClipPage view={view} asks={asks} />
  );
}
