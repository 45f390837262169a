import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { isInputError } from '../../../lib/errors';
import { logText } from '../../evidence/event-log/logs';
import { readLogAt } from './read-log-at';
import { directory, file, scratch } from './scratch';

const PLAIN = logText('spill');
const LINES = PLAIN.trimEnd().split('\n');
const text = (from: number, to?: number): string => `${LINES.slice(from, to).join('\n')}\n`;

test('a wrong byte of an lz4 log is never taken for what was written', async () => {
  const whole = readFileSync(join(__dirname, '../../fixtures/event-logs/spill.lz4'));
  const { evidence: sound } = await readLogAt(file('plain', PLAIN));
  for (let at = 21; at < whole.length; at += Math.ceil(whole.length / 40)) {
    const wrong = Buffer.from(whole);
    wrong.writeUInt8(wrong.readUInt8(at) ^ 1, at);
    const outcome = await readLogAt(file('wrong.lz4', wrong)).then(
      ({ evidence, notes }) => ({ isSame: JSON.stringify(evidence) === JSON.stringify(sound), notes: notes.length }),
      (error: unknown) => {
        if (!isInputError(error)) throw error;
        return { isSame: false, notes: 1 };
      },
    );
    expect(outcome.isSame || outcome.notes > 0, `byte ${at}`).toBe(true);
  }
});

test('after a damaged part of a rolling log the next one is read from its first line', async () => {
  // What the decoder has not given away when it meets the damage is lost with it.
  const filler = Array.from({ length: 8_000 }, (_, i) => `{"Event":"SparkListenerBlockUpdated","n":${i}}\n`).join('');
  const sound = gzipSync(text(0, 8) + LINES[8]?.slice(0, 500) + filler.replaceAll('\n', ' '));
  // The header of another member, then a block of a type that does not exist.
  const damaged = Buffer.concat([sound, Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 0x07, 0, 0, 0])]);
  const log = await readLogAt(directory('two-parts', { events_1_a_1: damaged, events_2_a_1: text(9) }));
  const { evidence: rest } = await readLogAt(file('rest', text(0, 8) + text(9)));
  expect(log.brokenLines).toBe(0);
  expect(log.notes).toEqual([
    `${join(scratch, 'two-parts/events_1_a_1')} is damaged in its middle: what follows in it is not counted`,
  ]);
  expect(log.evidence.stages.map(({ completeTasks }) => completeTasks)).toEqual(
    rest.stages.map(({ completeTasks }) => completeTasks),
  );
});

test('a part of a rolling log that lies there twice is read once', async () => {
  const log = await readLogAt(
    directory('unpacked-beside', { 'events_1_a_1.gz': gzipSync(PLAIN), events_1_a_1: PLAIN, appstatus_a_1: '' }),
  );
  expect(log.notes).toEqual(['1 file with the number of a part that was read before is left out']);
  expect(log.evidence).toEqual((await readLogAt(file('plain', PLAIN))).evidence);
});

test('links to nothing and to themselves do not keep a directory from being read', async () => {
  const path = directory('links', { application_1795374843028_0001_1: PLAIN });
  for (const [name, target] of [
    ['application_1_1', 'nowhere'],
    ['application_1_2', 'application_1_2'],
  ] as const) {
    symlinkSync(target, join(path, name));
  }
  expect((await readLogAt(path)).evidence.application.id).toBe('application_1795374843028_0001');
});
