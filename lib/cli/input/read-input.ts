import { isInputError } from '../../errors';
import {
  type Comment,
  type DataFile,
  isCommandLine,
  isTree,
  type LintDocument,
  looksLikeProperties,
  NOT_A_COMMAND,
  Reading,
  readData,
  readPropertiesFile,
  readScript,
  type Sources,
  type Tree,
} from '../../lint';
import { parseData, parseYaml, yamlComments } from './data';
import { cellsIn, findConfigureMagic, findShellLines } from './notebook';
import { parsePython } from './python';
import { parseTerraform } from './terraform';

/** A text to lint and the name that the user gave it. */
export interface InputText {
  readonly text: string;
  /** Undefined for text on the command line. */
  readonly file?: string;
}

const PYTHON =
  /^\s*(?:from\s+\w|import\s+\w|def\s|class\s|@\w|\w[\w.]*\s*(?::\s*\w[\w.[\], ]*)?=\s*[[{(\w]|\w[\w.]*\(\s*$|"""|with\s+\w)/m;
const TERRAFORM =
  /^\s*(?:resource|module|locals|variable|data|provider|terraform)\b[^\n=]*\{\s*$|^\s*configurations(?:_json)?\s*=\s*(?:<<|jsonencode)/m;
const SPARK_COMMAND =
  /(?:^|[\s/;&|('"`$])(?:spark\d?-(?:submit|shell|sql)|pyspark\d?)(?:\.sh)?(?:\s|$)|\baws\s(?:[^\n]*\s)?emr(?:-\w+)?\s|\bgcloud\s(?:[^\n]*\s)?dataproc\s/m;
/** A request in a file of HTTP: its line, its headers, an empty line. */
const LIVY_PATH = /^(?:POST|PUT)\s+\S*\/(?:batches|sessions)\b[^\n]*\n(?:[\w-]+:[^\n]*\n)*\s*/;

/** Takes an input apart, whatever its form; never throws for what it cannot read. */
export function readInput({ text: written, file }: InputText, sources: Sources): LintDocument {
  const reading = new Reading(file, sources, readData);
  const text = plainText(written);
  try {
    readText(text, file ?? '', reading);
  } catch (error) {
    if (error instanceof RangeError) reading.leaveUnread(placeOf(reading), 'it is nested too deeply, or too large');
    else if (isInputError(error)) reading.leaveUnread(placeOf(reading), error.message);
    else throw error;
  }
  if (reading.parts.length + reading.unread.length + reading.passedOver.length === 0) {
    reading.leaveUnread(placeOf(reading), 'it holds nothing that lint reads');
  }
  const document = reading.document();
  return { ...document, parts: onOnlyCluster(document) };
}

/** Takes a file that an input names apart. */
export function parseDataFile(written: string, file: string): DataFile | { readonly reason: string } {
  const text = plainText(written);
  const tree = parseData(text);
  if (!isTree(tree)) return tree;
  return { file, tree, comments: isJson(text) ? [] : yamlComments(text) };
}

/** The text without a byte order mark, each line with one line feed. */
const plainText = (text: string): string => text.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n');

const isJson = (text: string): boolean => /^\s*[[{]/.test(text);

const placeOf = ({ file }: Reading): string => (file === undefined ? 'the text' : 'the file');

function readText(text: string, file: string, reading: Reading) {
  const extension = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '';
  if (text.trim() === '') return reading.leaveUnread(placeOf(reading), 'it is empty');
  if (extension === 'py') return readPython(text, reading);
  reading.readsCommands = true;
  if (extension === 'tf' || extension === 'tfvars' || extension === 'hcl') return readTerraform(text, reading);
  const magic = findConfigureMagic(text);
  if (magic !== undefined) return readMagic(magic.body, 1 + magic.lines, reading);
  if (isJson(text)) return readJson(text, extension, reading);
  const livy = LIVY_PATH.exec(text);
  if (livy !== null) return readParsed(parseData(text.slice(livy[0].length), livy[0].split('\n').length), reading);
  return readUnmarked(text, extension, reading);
}

/** A text that neither its name nor its first characters give away. */
function readUnmarked(text: string, extension: string, reading: Reading) {
  const isScript =
    ['sh', 'bash', 'mk'].includes(extension) || text.startsWith('#!') || SPARK_COMMAND.test(withoutComments(text));
  const isYaml =
    ['yaml', 'yml', 'template', 'tpl'].includes(extension) ||
    /^\s*(?:---|[\w"']+:\s*$|-\s+["']?[A-Z]\w+["']?:)/m.test(text);
  if (!isScript || isYaml) {
    const tree = isYaml || !looksLikeProperties(text) ? parseYaml(text) : undefined;
    if (tree !== undefined && isTree(tree) && tree.kind !== 'value' && reading.readData(tree))
      return reading.comments(yamlComments(text));
    if (isYaml && tree !== undefined && !isTree(tree) && extension !== '')
      return reading.leaveUnread(placeOf(reading), tree.reason);
  }
  if (TERRAFORM.test(text)) return readTerraform(text, reading);
  if (!isScript && looksLikeProperties(text)) return readPropertiesFile(text, reading);
  if (!isScript && PYTHON.test(text)) return readPython(text, reading);
  if (isScript) readScript(text, 1, reading);
  else reading.leaveUnread(placeOf(reading), 'it is none of the forms that lint reads');
}

function readJson(text: string, extension: string, reading: Reading) {
  const data = parseData(text);
  if (isTree(data)) {
    const cells = cellsIn(data);
    if (cells === undefined) readParsed(data, reading);
    else for (const { text: cell, line } of cells) readCell(cell, line ?? 1, reading);
    return;
  }
  // Python, Terraform and YAML may begin with a bracket too.
  if (extension !== 'json') {
    const yaml = ['yaml', 'yml', 'template'].includes(extension) ? parseYaml(text) : undefined;
    if (yaml !== undefined && isTree(yaml) && reading.readData(yaml)) return reading.comments(yamlComments(text));
    if (/^\s*\[[A-Za-z_]+\]\s*$/m.test(text.split('\n', 1)[0] ?? '') && looksLikeProperties(text))
      return readPropertiesFile(text, reading);
    if (SPARK_COMMAND.test(withoutComments(text)) && !/^\s*[[{]\s*$/m.test(text.split('\n', 1)[0] ?? ''))
      return readScript(text, 1, reading);
  }
  reading.leaveUnread(placeOf(reading), data.reason);
}

function readParsed(data: ReturnType<typeof parseData>, reading: Reading): void {
  if (!isTree(data)) reading.leaveUnread(placeOf(reading), data.reason);
  else if (!reading.readData(data))
    reading.leaveUnread(
      placeOf(reading),
      'it holds neither classifications nor steps nor another form that lint reads',
    );
}

function readCell(text: string, line: number, reading: Reading) {
  const magic = findConfigureMagic(text);
  if (magic !== undefined) return readMagic(magic.body, line + magic.lines, reading);
  const shell = findShellLines(text);
  if (shell !== undefined && SPARK_COMMAND.test(shell)) readScript(shell, line, reading, 'a cell');
}

function readMagic(body: string, line: number, reading: Reading): void {
  const { text, comments } = withoutTrailingComments(body, line);
  reading.comments(comments);
  const data = parseData(text, line);
  if (!isTree(data)) reading.leaveUnread('%%configure', data.reason, { line });
  else if (!reading.readData(data)) reading.passOver('%%configure', 'it sets nothing of Spark', { line });
}

/** Some notebooks put comments behind the values; the kernel drops them. */
function withoutTrailingComments(body: string, firstLine: number): { text: string; comments: readonly Comment[] } {
  const comments: Comment[] = [];
  const rows = body.split('\n').map((row, i) => {
    const [all, mark = '', text = ''] = /([,}\]])[ \t]+(#.*)$/.exec(row) ?? [];
    if (all === undefined) return row;
    comments.push({ text, line: firstLine + i });
    return row.slice(0, row.length - all.length) + mark;
  });
  return { text: rows.join('\n'), comments };
}

function readPython(text: string, reading: Reading): void {
  reading.readsCommands = false;
  const probe = (tree: Tree): boolean => {
    const trial = new Reading(reading.file, reading.sources, readData);
    try {
      return readData(tree, trial);
    } catch (error) {
      if (isInputError(error)) return true;
      throw error;
    }
  };
  const { trees, commands, comments, brokenAt, isTooLarge } = parsePython(text, probe);
  reading.comments(comments);
  for (const tree of trees) reading.readData(tree);
  for (const { text: command, line } of commands) {
    if (isCommandLine(command.trimStart().split('\n', 1)[0] ?? '')) readScript(command, line, reading, 'a string');
    else reading.passOver('a string', NOT_A_COMMAND, { line });
  }
  if (isTooLarge) reading.leaveUnread(placeOf(reading), 'it is nested too deeply, or too large, to be read as a whole');
  if (trees.length + commands.length === 0) {
    reading.leaveUnread(placeOf(reading), 'it holds no list of steps or classifications that lint can read');
  } else if (brokenAt !== undefined) {
    reading.leaveUnread(placeOf(reading), 'it is not Python here; what stands around it may have been read in part', {
      line: brokenAt,
    });
  }
}

function readTerraform(text: string, reading: Reading): void {
  const { tree, comments, brokenAt } = parseTerraform(text);
  reading.comments(comments);
  const isRead = reading.readData(tree);
  if (!isRead)
    reading.leaveUnread(placeOf(reading), 'it holds no cluster, classifications or steps that lint can read');
  else if (brokenAt !== undefined)
    reading.leaveUnread(placeOf(reading), 'lint cannot read this statement', { line: brokenAt });
}

/** Commands that stand beside the only cluster of an input run on it. */
function onOnlyCluster({ parts }: LintDocument): LintDocument['parts'] {
  const [cluster, ...others] = parts.map(({ subject }) => subject).filter(({ kind }) => kind !== 'command');
  if (cluster?.kind !== 'configurations' || others.length > 0) return parts;
  return parts.map((part) =>
    part.beneath === undefined && part.subject.kind === 'command' ? { ...part, beneath: cluster } : part,
  );
}

const withoutComments = (text: string): string => text.replaceAll(/^[ \t]*#[^\n]*$/gm, '');
