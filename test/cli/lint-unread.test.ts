// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of shells.
import { describe, expect, test } from 'vitest';
import { lint } from './lint-files';

const UNREAD = 'a variable or reference stands where options stand; options in it are not judged';

describe('what may hold options and is not known is told, and the exit code is not 0', () => {
  test.each([
    ['a variable before the application', 'spark-submit $OPTS x.py'],
    ['a variable behind other options', 'spark-submit --master yarn $OPTS app.jar arg'],
    ['a variable, then words that say nothing', 'spark-submit $OPTS $APP in out'],
    ['options of an application by their name', 'spark-submit $APP_OPTS $JAR in'],
    ['a substitution', 'spark-submit $(cat opts.txt) app.jar'],
    ['backquotes', 'spark-submit `cat opts.txt` app.jar'],
    ['the arguments of the script', 'spark-submit "$@" x.py'],
    ['the arguments of the script, without quotes', 'spark-submit $* x.py'],
    ['the arguments of the script and nothing else', 'spark-submit --master yarn "$@"'],
    ['some arguments of the script', 'spark-submit "${@:2}" x.py'],
    ['the arguments of the script where there are any', 'spark-submit ${1+"$@"} x.py'],
    ['a whole array', 'spark-submit "${A[@]}" x.py'],
    ['a quoted word before what can only be the application', 'spark-submit "$OPTION" x.py'],
    ['options of a shell', 'spark-shell $OPTS'],
    ['options of a shell behind others', 'spark-sql --hiveconf a=b $OPTS -f q.sql'],
  ])('%s', async (_, line) => {
    const { code, ids, unread } = await lint([line]);
    expect([code, ids, unread.map(({ reason }) => reason)]).toEqual([1, [], [UNREAD]]);
  });

  test.each([
    ['a list that is spread', '["spark-submit", *x, "x.py"]'],
    ['a list that is added', '["spark-submit"] + opts + ["x.py"]'],
    ['a name before the script', '["spark-submit", option, "x.py"]'],
  ])('Python: %s', async (_, list) => {
    const { code, ids, unread } = await lint(['job.py'], { 'job.py': `import subprocess\nsubprocess.run(${list})\n` });
    expect([code, ids, unread.map(({ reason }) => reason)]).toEqual([1, [], [UNREAD]]);
  });

  test('the application that follows is judged as the application', async () => {
    const { ids } = await lint(['spark-submit --conf spark.executor.pyspark.memory=1g $OPTS app.jar arg']);
    expect(ids).toContain('pyspark-memory-unused');
  });
});

describe('an application that is not known is no part that was not read', () => {
  test.each([
    ['alone', 'spark-submit --deploy-mode cluster $APP'],
    ['in quotes, with arguments', 'spark-submit --deploy-mode cluster "$APP" in out'],
    ['with a known beginning', 'spark-submit --deploy-mode cluster $HOME/app.jar in out'],
    ['a file that a shell runs', 'spark-sql -f $FILE'],
    ['by its name, with arguments', 'spark-submit --deploy-mode cluster $SCRIPT_PATH $INPUT out'],
    ['by its name, before options of its own', 'spark-submit --deploy-mode cluster ${JAR} -in=a --rounds 3'],
    ['the arguments of the application', 'spark-submit --deploy-mode cluster x.py "$@"'],
  ])('%s', async (_, line) => {
    const { code, unread } = await lint([line]);
    expect([code, unread]).toEqual([0, []]);
  });
});

describe('what is too deep or too long', () => {
  const levels = (before: string, after = ''): string => `${before.repeat(5000)}${after.repeat(5000)}`;

  test.each([
    ['YAML in blocks', 'a.yaml', Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['YAML in brackets', 'a.yaml', `a: ${levels('[', ']')}`],
    ['YAML in lists', 'a.yaml', `${levels('- ')}a`],
    ['JSON', 'a.json', levels('[', ']')],
    ['Python', 'a.py', `x = ${'['.repeat(200)}${']'.repeat(200)}`],
  ])('%s is called that', async (_, name, text) => {
    const { code, err } = await lint([name], { [name]: `${text}\n` });
    expect([code, err]).toEqual([2, expect.stringContaining('it is nested too deeply, or too large')]);
  });

  test('a command behind thousands of others is found', async () => {
    const text = `${'sudo -E env A=b '.repeat(50_000)}spark-submit --executor-cores 0 x.py\n`;
    expect((await lint(['a.sh'], { 'a.sh': text })).ids).toEqual(['out-of-range']);
  });

  test('comments by the hundred thousand are read', async () => {
    const text = `${'# a\n'.repeat(200_000)}spark-submit --deploy-mode cluster x.py\n`;
    const { code, unread } = await lint(['a.sh'], { 'a.sh': text });
    expect([code, unread]).toEqual([0, []]);
  });
});
