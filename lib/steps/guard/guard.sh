# shellcheck shell=sh
# The guard: ends what earlier steps of a lineage left running on YARN, then becomes the command that it was given.
#
# EMR runs it on the primary node as `bash -c SCRIPT emr-autotune-guard v1 LINEAGE MODE EARLIER... -- spark-submit ...`. The script is the same for
# every step; what differs comes as positional parameters, which are only compared, matched and passed on. What is shipped has neither comments nor
# indentation (`npm run guard-script`), because EMR counts every character of a step.
#
#   LINEAGE  root step and number of the attempt: `s-ABC:1`
#   MODE     client or cluster
#   EARLIER  a step that ran before: its id, YARN tag, application, the epoch ms between which its application started, and `sole` where no other step
#            ran then; `-` for a tag or application that is not known: `s-ABC,-,application_1_2,1700000000000,1700003600000,sole`
#
# Exit codes: 0 an earlier application has succeeded, nothing is left to run · 64 its own arguments are wrong · 74 this attempt has run already ·
# 75 something may still run beside it · 143 it was ended while it waited · any other is spark-submit's. After all but the last nothing was submitted.
#
# Plain sh, with what every EMR image has: curl and head ask the ResourceManager and cut off a long answer, awk reads it, find finds processes by their
# folder, gzip, sed and sort read a step's log, mkdir is atomic. Names begin with g_, as spark-submit would see a change of an exported variable.
g_address=$(uname -n):8088
g_logs=/mnt/var/log/hadoop/steps
g_folders=/mnt/var/lib/hadoop/steps
g_limit=120
g_poll=5
g_margin=60000

g_say() {
  printf 'emr-autotune-guard: %s\n' "$1" >&2
}
g_end() {
  g_say "$2"
  exit "$1"
}
g_refuse() {
  g_end 75 "$1; nothing was submitted"
}
g_bad() {
  g_end 64 "$1 is not understood; nothing was submitted"
}

# A shell takes a signal at once while it waits for a child in the background.
g_child=
trap '[ -z "$g_child" ] || kill "$g_child"; g_end 143 "ended by a signal; nothing was submitted"' HUP INT TERM
# A signal may reach only the parent.
g_check_parent() {
  [ -d "/proc/$PPID" ] || g_end 143 'the step has ended; nothing was submitted'
}
g_deadline() {
  echo $(($(date +%s) + g_limit))
}
# Waits until it is time to look again; refuses after the deadline.
g_wait() {
  [ "$(date +%s)" -lt "$1" ] || g_refuse "$2"
  sleep "$g_poll" &
  g_child=$!
  wait "$g_child"
  g_child=
  g_check_parent
}

# One request. Prints what is wanted of the answer with this root in one line, `200` first where it is complete.
# Without its escape sequences a JSON document is, between one double quote and the next, by turns punctuation and a string.
g_ask() {
  g_root=$1
  g_path=$2
  shift 2
  { curl -q -s --noproxy '*' --proto =http --max-time 10 -w '\n%{http_code}' "$@" "http://$g_address/ws/v1/cluster/$g_path" || echo ' failed'; } 2>/dev/null |
    head -c 1048576 | LC_ALL=C awk -v root="$g_root" '
    function only(key, form) {
      if (seen[key] != 1 || value[key] !~ form) bad = 1
      return " " value[key]
    }
    {
      gsub(/\\./, "?")
      body = body status
      status = $0
    }
    END {
      if (status != 200) {
        print substr(status, 1, 20)
        exit
      }
      n = split(body, part, "\"")
      for (i = 2; i < n; i += 2)
        if (part[i + 1] ~ /^:/) {
          key = part[i]
          seen[key]++
          value[key] = part[i + 1] == ":" ? part[i + 2] : part[i + 1]
          if (part[i + 1] != ":") gsub(/[^0-9]/, "", value[key])
          if (root == "apps" && key == "id") {
            out = out only("id", "^application_[0-9]+_[0-9]+$")
            seen["id"] = 0
          }
        }
      if (index(body, "{\"" root "\":") != 1 || body !~ /}$/) bad = 1
      if (root == "apps") {
        if (seen["app"] && out == "") bad = 1
      } else if (root == "app") {
        out = only("id", "^application_[0-9]+_[0-9]+$") only("state", "^[A-Z_]+$") only("finalStatus", "^[A-Z]+$") \
          only("applicationType", "^[^ ]+$") only("startedTime", "^[0-9]+$") only("applicationTags", "^[ -~]*$")
      } else out = only("startedOn", "^[0-9]+$")
      print bad ? "unreadable" : 200 out
    }'
}
# Sets g_answer. A ResourceManager that is down, starts, is slow or refuses has until the deadline.
g_know() {
  g_answer_by=$(g_deadline)
  while :; do
    g_answer=$(g_ask "$@")
    case $g_answer in 200*) break ;; esac
    g_wait "$g_answer_by" "no answer of the ResourceManager counts ($g_answer)"
  done
  g_answer=${g_answer#200}
}

# An earlier step as variables.
g_fields() {
  case $1 in *[!A-Za-z0-9,._-]* | *,,* | *,) g_bad 'an earlier step' ;; esac
  IFS=,
  # shellcheck disable=SC2086 # split at commas; nothing else in it splits or is a pattern
  set -- $1
  unset IFS
  case "$#:${6-sole}:$1" in [56]:sole:s-*) ;; *) g_bad 'an earlier step' ;; esac
  case $3 in - | application_*) ;; *) g_bad 'an application' ;; esac
  case $4/$5 in *[!0-9/]* | 0* | */0*) g_bad 'a time' ;; esac
  g_step=$1 g_tag=$2 g_app=$3 g_from=$(($4 - g_margin)) g_to=$(($5 + g_margin)) g_sole=${6-}
}

# A client that outlives the cancel may register an application after we have looked. It is known by its folder, even one that is gone.
g_end_clients() {
  g_clients_by=$(g_deadline)
  while g_pids=$(find /proc/[0-9]*/cwd -maxdepth 0 \( -lname "$g_folders/$g_step" -o -lname "$g_folders/${g_step}[ /]*" \) 2>/dev/null | sed 's/[^0-9]//g') &&
    [ -n "$g_pids" ]; do
    g_say "$g_step has left processes that may submit, ending them"
    # shellcheck disable=SC2086 # numbers
    kill $g_pids 2>/dev/null
    g_wait "$g_clients_by" "processes of $g_step do not end"
  done
}

# What the log of the step says that it submitted. Only the client's own two lines count: user code may print anything else.
g_logged() {
  for g_file in "$g_logs/$g_step"/stderr*; do
    [ ! -f "$g_file" ] || gzip -cdf "$g_file"
  done | LC_ALL=C sed -n -E 's/^[0-9][0-9T:.,/ -]*Z? INFO ([a-z.]*\.)?(Client|YarnClientImpl): Submitt(ing|ed) application (application_[0-9]+_[0-9]+)( to ResourceManager)?$/\4/p'
}
# The record of an application.
g_read() {
  g_know app "apps/$1"
  read -r g_id g_state g_final g_type g_started g_tags <<END
$g_answer
END
  [ "$g_id" = "$1" ] || g_refuse "the ResourceManager answers for another application than $1"
}
# Whether the application that was read may be the step's. Resubmissions keep the tags of their users, and have one of ours beside them.
g_fits() {
  [ "$g_type" = SPARK ] && [ "$g_started" -ge "$g_from" ] && [ "$g_started" -le "$g_to" ] || return 1
  case "$g_tag,$g_tags," in
    emr-autotune-*,"$g_tag",*) ;;
    *,emr-autotune-*) return 1 ;;
    -,* | *,"$g_tag",*) ;;
    *) return 1 ;;
  esac
}
# Adds the applications of a query that may be the step's. A tag of ours is never used again: whatever carries it counts.
g_find() {
  g_know apps "apps?$1"
  for g_listed in $g_answer; do
    case $g_tag in
      emr-autotune-*) ;;
      *)
        g_read "$g_listed"
        g_fits || continue
        ;;
    esac
    g_ids="$g_ids $g_listed"
  done
}

# Ends the one application of the step: its log, its tag and what was known before the cancel must not speak of two.
g_end_application() {
  g_ids="${g_app#-} $(g_logged)"
  [ "$g_tag" = - ] || g_find "applicationTags=$g_tag"
  [ -z "$g_sole" ] || [ "$g_ids" != ' ' ] || g_find "applicationTypes=SPARK&startedTimeBegin=$g_from&startedTimeEnd=$g_to"
  # shellcheck disable=SC2046,SC2086 # ids
  set -- $(printf '%s\n' $g_ids | sort -u)
  case $#$g_tag in
    0emr-autotune-*) g_expect_none ;;
    0*) g_refuse "the application of $g_step is not known" ;;
    1*) g_end_this "$1" ;;
    *) g_refuse "more than one application may be that of $g_step: $*" ;;
  esac
}
# No application with our tag means that none was submitted, unless the ResourceManager has begun since and forgotten it.
g_expect_none() {
  g_know clusterInfo info
  [ "$g_answer" -lt "$g_from" ] || g_refuse "the ResourceManager has begun after $g_step"
}
g_end_this() {
  g_kill_by=$(g_deadline)
  while :; do
    g_read "$1"
    # A line of a log, which user code can write, is never enough to end an application.
    g_fits || g_refuse "$1 is not an application of $g_step"
    case $g_state in
      FINISHED | FAILED | KILLED) break ;;
      NEW | NEW_SAVING | SUBMITTED | ACCEPTED | RUNNING) ;;
      *) g_refuse "the state of $1 is not known" ;;
    esac
    g_say "$g_step has left $1 $g_state, ending it"
    g_answer=$(g_ask state "apps/$1/state?user.name=$(id -un)" -X PUT -H 'Content-Type: application/json' -d '{"state":"KILLED"}')
    g_wait "$g_kill_by" "$1 does not end ($g_answer)"
  done
  # In client mode the application of a driver that was cut off reports success, too.
  [ "$g_mode$g_final" != clusterSUCCEEDED ] || g_done=$1
}

[ "$#" -ge 3 ] && [ "$1" = v1 ] || g_bad 'the version'
case $2 in *[!A-Za-z0-9:-]* | *:*:*) g_bad 'the lineage' ;; s-*:[1-9]*) g_lineage=$2 ;; *) g_bad 'the lineage' ;; esac
case $3 in client | cluster) g_mode=$3 ;; *) g_bad 'the deploy mode' ;; esac
shift 3
g_earlier=
while [ "$#" -gt 0 ] && [ "$1" != -- ]; do
  g_fields "$1"
  g_earlier="$g_earlier $1"
  shift
done
[ -n "$g_earlier" ] && [ "${2-}" = spark-submit ] || g_bad 'the command'
shift
for g_tool in awk curl find gzip head sort; do
  command -v "$g_tool" >/dev/null || g_refuse "there is no $g_tool"
done

for g_one in $g_earlier; do
  g_fields "$g_one"
  g_end_clients
done
g_done=
for g_one in $g_earlier; do
  g_fields "$g_one"
  g_end_application
done
[ -z "$g_done" ] || g_end 0 "$g_done has succeeded; nothing is left to run"

# Of two copies of an attempt the first makes this folder.
g_folder=${HOME-}/.emr-autotune
mkdir -p "$g_folder" || g_refuse "$g_folder cannot be made"
g_folder=$g_folder/${g_lineage%:*}-${g_lineage#*:}
g_check_parent
if ! mkdir "$g_folder" 2>/dev/null; then
  [ ! -d "$g_folder" ] || g_end 74 "$g_folder is there, so this attempt has run already; nothing was submitted"
  g_refuse "$g_folder cannot be made"
fi
trap - HUP INT TERM
exec "$@"
