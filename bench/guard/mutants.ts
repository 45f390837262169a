import { GUARD_SCRIPT } from '../../lib/steps/guard/script.generated';

/** The guard without one of its rules: a name, what stands in the script, and what takes its place. */
const MUTANTS: readonly (readonly [name: string, shipped: string, instead: string])[] = [
  ["no look at an application's kind", '[ "$g_type" = SPARK ] && ', ''],
  ['no earliest start', ' && [ "$g_started" -ge "$g_from" ]', ''],
  ['no latest start', ' && [ "$g_started" -le "$g_to" ]', ''],
  ['no look at the tag', '-,* | *,"$g_tag",*) ;;\n*) return 1 ;;', '*) ;;'],
  ['resubmissions taken for the step', '*,emr-autotune-*) return 1 ;;\n', ''],
  ['ended on the word of a log', 'g_fits || g_refuse "$1 is not an application of $g_step"', ':'],
  ['a filter that is trusted', 'g_fits || continue', ':'],
  ['success counts in client mode', '[ "$g_mode$g_final" != clusterSUCCEEDED ]', '[ "$g_final" != SUCCEEDED ]'],
  ['success never counts', '[ -z "$g_done" ] ||', 'true ||'],
  ['any of several', '*) g_refuse "more than one', '9*) g_refuse "more than one'],
  ['nothing known is none', '0*) g_refuse "the application', '0*) : "the application'],
  ['a new ResourceManager knows all', '[ "$g_answer" -lt "$g_from" ] ||', 'true ||'],
  ['any status is an answer', 'if (status != 200) {', 'if (status == 404) {'],
  ['a broken connection is an answer', "|| echo ' failed'", '|| true'],
  ['any document', 'if (index(body', 'if (0 && index(body'],
  ['a field twice', 'if (seen[key] != 1 ||', 'if ('],
  ['an application without an id', 'if (seen["app"] && out == "") bad = 1', ''],
  ['escape sequences as they are', 'gsub(/\\\\./, "?")\n', ''],
  ['an answer of any length', 'head -c 1048576 |', 'cat |'],
  ['redirects', 'curl -q -s ', 'curl -q -s -L '],
  ['a proxy', "--noproxy '*' ", ''],
  ['an answer about another application', '[ "$g_id" = "$1" ] ||', 'true ||'],
  ['a state that is not known', '*) g_refuse "the state', '9) g_refuse "the state'],
  ['an attempt that runs twice', '[ ! -d "$g_folder" ] || g_end 74', 'true || g_end 74'],
  [
    "user code's lines",
    's/^[0-9][0-9T:.,/ -]*Z? INFO ([a-z.]*\\.)?(Client|YarnClientImpl): Submitt',
    's/^.*()(S)ubmitt',
  ],
  ['packed logs', 'gzip -cdf', 'cat'],
];

/** The scripts, by name. */
export function mutants(): readonly { readonly name: string; readonly script: string }[] {
  return MUTANTS.map(([name, shipped, instead]) => {
    const parts = GUARD_SCRIPT.split(shipped);
    if (parts.length !== 2) throw new Error(`the guard has no one "${shipped}"`);
    return { name, script: parts.join(instead) };
  });
}
