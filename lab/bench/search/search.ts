/** `facelogin bench search`: one face against everybody on one core, by the product's own index. */
import { shippedCentres } from '../../../src/vision/recognizers/embedding/centres.ts';
import { createEmbeddingIndex } from '../../../src/vision/recognizers/embedding/search.ts';
import type { Index } from '../../../src/vision/recognizers/recognizer.ts';
import { handBack, runPart } from '../child.ts';
import { DIMENSIONS, probeOf, referencesOf, TEMPLATES, userIdOf } from '../faces.ts';
import { type Figures, figuresOf, rounded, say, writeResults } from '../figures.ts';
import { benchLbph } from '../lbph.ts';
import { numbersOf, readOptions } from '../options.ts';
import { bestByBruteForce } from './agreement.ts';

/**
 * The result for one size. `rssMiB`: memory of the process with everybody in the index. `queries`: how many were
 * compared with brute force. `agreement`: the share of them with the same best match.
 */
type SearchResult = Figures & {
  recognizer: string;
  people: number;
  rssMiB: number;
  queries: number;
  agreement: number;
};

const CANDIDATES = 3;
const WARM_UP = 20;
/** Searches that are timed. They take 10 s with a million people. */
const SEARCHES = 200;
/** Comparisons by brute force, all queries together, at most. They take about a minute. */
const COMPARISONS = 30_000_000;
const QUERIES = { most: 1_000, least: 20 };

const rssMiB = () => Math.round(process.memoryUsage().rss / 2 ** 20);

function timeSearches(index: Index<Float32Array>, people: number): number[] {
  const times: number[] = [];
  for (let query = 0; query < WARM_UP + SEARCHES; query++) {
    const probe = probeOf(query, people);
    const start = performance.now();
    index.search(probe, CANDIDATES);
    times.push(performance.now() - start);
  }
  return times.slice(WARM_UP);
}

/** The part that runs in a process of its own. It takes one size. */
export async function benchSearchRun(args: string[]): Promise<number> {
  const people = Number(args[0]);
  const index = createEmbeddingIndex(DIMENSIONS, shippedCentres());
  for (let person = 0; person < people; person++) index.put(userIdOf(person), referencesOf(person));
  const figures = figuresOf(timeSearches(index, people));
  const memory = rssMiB();
  const queries = Math.max(QUERIES.least, Math.min(QUERIES.most, Math.floor(COMPARISONS / people)));
  const probes = Array.from({ length: queries }, (_, query) => probeOf(query, people));
  const best = bestByBruteForce(probes, people);
  const same = probes.filter((probe, i) => index.search(probe, CANDIDATES)[0]?.userId === userIdOf(best[i]!)).length;
  const agreement = same / queries;
  return handBack({
    recognizer: 'embedding',
    people,
    ...figures,
    rssMiB: memory,
    queries,
    agreement,
  } satisfies SearchResult);
}

function tell({ people, p50, p95, rssMiB: memory, queries, agreement }: SearchResult): void {
  say(
    `${people} people x ${TEMPLATES} templates: median ${p50} ms, p95 ${p95} ms, ${memory} MiB; ` +
      `the best match is that of brute force in ${rounded(agreement * 100)} % of ${queries} queries`,
  );
}

async function searchEmbeddings(sizes: readonly number[]): Promise<SearchResult[]> {
  const results: SearchResult[] = [];
  for (const people of sizes) {
    results.push(await runPart<SearchResult>('search-run', [String(people)]));
    tell(results.at(-1)!);
  }
  return results;
}

async function searchLbph(sizes: readonly number[]): Promise<object[]> {
  const results = await benchLbph(sizes.map((people) => people * TEMPLATES));
  return results.map(({ templates, ours, opencv, ratio, sameAnswers }) => {
    const beside = opencv
      ? `; OpenCV ${opencv.p50} ms, ${ratio} times as long, answers ${sameAnswers ? '' : 'not '}the same`
      : '';
    say(`${templates / TEMPLATES} people x ${TEMPLATES} templates: median ${ours.p50} ms, p95 ${ours.p95} ms${beside}`);
    return {
      recognizer: 'lbph',
      people: templates / TEMPLATES,
      ...ours,
      ...(opencv && { opencv, ratio, sameAnswers }),
    };
  });
}

/** Each recognizer's search, and the sizes that it tries where nothing else is said. */
const SEARCHES_OF: Record<string, { people: string; run: (sizes: readonly number[]) => Promise<object[]> }> = {
  embedding: { people: '1000,10000,100000', run: searchEmbeddings },
  lbph: { people: '40,200,1000', run: searchLbph },
};

/** `[--people 1000,10000,100000] [--recognizer embedding|lbph] [--json FILE]`. */
export async function benchSearch(args: string[]): Promise<number> {
  const values = readOptions(args, { people: undefined, recognizer: 'embedding' });
  const chosen = SEARCHES_OF[values.recognizer];
  if (!chosen) throw new Error(`Say which search to time: --recognizer ${Object.keys(SEARCHES_OF).join('|')}.`);
  writeResults(values.json, { search: await chosen.run(numbersOf(values.people ?? chosen.people)) });
  return 0;
}
