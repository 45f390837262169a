/** Reads event logs from an S3 of other hands, moto's, by the store as it is shipped: `npm run check:s3-logs`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { findApplications, lastLog, readEventLog, storeFor, summariseLog } from '../../lib/sources/event-log';
import { startMoto } from '../dynamodb/moto';
import { readFlags, runCommand } from '../yarn-oracle/command';
import { readLogAt } from './read-log-at';

const PORT = 4598;
const BUCKET = 'event-logs';
const FOLDER = `s3://${BUCKET}/apps/`;
const LOG = join(__dirname, '../../test/fixtures/event-logs/spill.zstd');
/** More than a page of a listing has, which are 1,000. */
const COPIES = 1_100;

const HELP = `Reads event logs from an S3 of other hands: a folder of more than a page, and what is read from it against the same log on disk.

  npm run check:s3-logs -- [--or-skip]

  --or-skip   where Python 3.9 is missing: say so in one line and exit with 0, not 2

Installs moto below bench/dynamodb/target. Exit: 0 all is as on disk, 1 something is not, 2 bad flags or a missing tool.
`;

void runCommand('check:s3-logs', async () => {
  if (readFlags({ 'or-skip': { type: 'boolean' }, help: { type: 'boolean' } }).help) {
    process.stdout.write(HELP);
    return 0;
  }
  const moto = await startMoto(PORT);
  return await check(moto.url).finally(moto.stop);
});

async function check(endpoint: string): Promise<number> {
  const region = 'eu-west-1';
  const connection = { region, endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const client = new S3Client({ ...connection, forcePathStyle: true });
  const Bucket = BUCKET;
  await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
  const Body = readFileSync(LOG);
  for (let i = 1; i <= COPIES; i += 1)
    await client.send(new PutObjectCommand({ Bucket, Key: `apps/application_1_${i}.zstd`, Body }));
  const store = await storeFor(FOLDER, connection);
  const applications = await findApplications(store, FOLDER);
  const onDisk = await readLogAt(LOG);
  let same = 0;
  for (const logs of applications.slice(0, 10)) {
    const found = await lastLog(store, logs);
    const { evidence } = await readEventLog(store, found, { now: () => onDisk.evidence.readAtMs });
    const { state } = await summariseLog(store, found);
    if (JSON.stringify(evidence) === JSON.stringify(onDisk.evidence) && state === 'ended') same += 1;
  }
  process.stdout.write(`${applications.length} of ${COPIES} logs listed; of the first 10, ${same} read as on disk\n`);
  return applications.length === COPIES && same === 10 ? 0 : 1;
}
