#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_layers_test.sh - does check_layers.sh find each kind of offence, and no other?

set -u
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failed=0

# A small sound tree.
plant()
{
    rm -rf "${tree:?}"/*
    mkdir -p "$tree"/{common,model,generators,analysis,partition,deploy,validate,tests}
    for header in common/error model/time analysis/demand partition/ovh generators/fixed; do
        echo "/* nothing */" >"$tree/$header.h"
    done
    printf '#include <stdio.h>\n#include "common/error.h"\n' >"$tree/model/time.c"
    printf '#include "analysis/demand.h"\n' >"$tree/partition/ovh.c"
    printf '#include "partition/ovh.h"\n#include "generators/fixed.h"\n' >"$tree/validate/run.c"
    printf '#include <gsl/gsl_rng.h>\n' >"$tree/generators/fixed.c"
    printf '#include <glpk.h>\n' >"$tree/partition/milp.c"
    printf '#include "partition/rtpart_print.h"\nint main(void)\n' >"$tree/partition/rtpart.c"
    echo "/* nothing */" >"$tree/partition/rtpart_print.h"
}

# expect STATUS WORDS: the checker ends with STATUS and says WORDS
expect()
{
    local out status=0
    out=$("$here/check_layers.sh" "$tree") || status=$?
    if [ "$status" -ne "$1" ] || [[ $out != *"$2"* ]]; then
        printf 'expected status %s and "%s", got %s:\n%s\n' "$1" "$2" "$status" "$out"
        failed=1
    fi
}

# forbid FILE LINE WORDS: adding LINE to FILE makes the sound tree fail with WORDS
forbid()
{
    plant
    printf '%s\n' "$2" >>"$tree/$1"
    expect 1 "$3"
}

plant
expect 0 "every include is allowed"
forbid common/error.c '#include "model/time.h"' 'common/ may not include "model/time.h"'
forbid model/plan.c '#include "analysis/demand.h"' 'model/ may not include'
forbid analysis/demand.c '#include "partition/ovh.h"' 'analysis/ may not include'
forbid generators/uuni.c '#include "analysis/demand.h"' 'generators/ may not include'
forbid deploy/apply.c '#include "partition/ovh.h"' 'deploy/ may not include'
forbid partition/fit.c '#include "generators/fixed.h"' 'partition/ may not include'
forbid model/time.c '#include "tests/helper.h"' 'there is no "tests/helper.h"'
forbid model/plan.c '#include "time.h"' 'there is no "time.h"'
forbid model/plan.c '#include "../common/error.h"' 'is relative'
forbid model/plan.c '  #  include "model/time.c"' 'is not a header'
forbid model/plan.c '#include PLAN_H' 'must name its file'
forbid validate/stats.c '#include <gsl/gsl_cdf.h>' 'only generators/ may include'
forbid analysis/milp2.c '#include <glpk.h>' 'only partition/ may include'
forbid partition/list.c '#include "partition/rtpart_print.h"' 'belongs to a tool'
forbid analysis/time.c '/* a second time.c */' 'model/time.c have the same name'
plant && echo "/* helper */" >"$tree/tests/helper.h"
printf '#include "tests/helper.h"\n' >"$tree/model/plan.c"
expect 1 'model/ may not include "tests/helper.h"'
rm -rf "${tree:?}"/*
expect 2 "no source folder"

[ "$failed" -eq 0 ] && echo "every kind of offence is found"
exit "$failed"
