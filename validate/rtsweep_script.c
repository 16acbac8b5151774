/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --print: scripts that run a campaign in many jobs. */
#include <stdio.h>
#include <string.h>

#include "common/auto.h"
#include "common/command_line.h"
#include "common/outfile.h"
#include "validate/rtsweep.h"

/* The command line without what the script puts in itself; owned by the caller. */
static char *campaign_of(int argc, char *const *argv)
{
    static const char *const own[] = {"--print", "--shards", "-o", "--output", "--shard"};
    RTPART_AUTO_FREE char **kept = calloc((size_t)argc + 1, sizeof *kept);
    int n = 0;

    if (kept == NULL)
        return NULL;

    for (int i = 0; i < argc; i++) {
        bool drop = false;

        for (size_t k = 0; k < sizeof own / sizeof *own; k++) {
            const size_t len = strlen(own[k]);

            if (strcmp(argv[i], own[k]) == 0) {
                drop = true;
                i++; /* its argument */
                break;
            }
            drop = drop || (strncmp(argv[i], own[k], len) == 0 && argv[i][len] == '=');
        }
        if (!drop)
            kept[n++] = argv[i];
    }
    kept[n] = NULL;
    return rtpart_command_line(n, kept);
}

static void print_slurm(FILE *out, const char *campaign, unsigned jobs)
{
    fprintf(
        out,
        "#!/bin/bash\n"
        "#SBATCH --job-name=rtsweep\n"
        "#SBATCH --array=1-%u\n"
        "#SBATCH --cpus-per-task=2\n"
        "#SBATCH --time=04:00:00\n"
        "#SBATCH --requeue\n"
        "# sbatch this file; when all jobs have ended:\n"
        "#   rtsweep merge -o all.csv shard-*.csv\n"
        "set -e\n"
        "shard=$(printf %%06d \"$SLURM_ARRAY_TASK_ID\")\n"
        "%s --threads \"$SLURM_CPUS_PER_TASK\" --resume \\\n"
        "    --shard \"$SLURM_ARRAY_TASK_ID/%u\" -o \"shard-$shard.csv\" > /dev/null\n",
        jobs, campaign, jobs);
}

static void print_parallel(FILE *out, const char *campaign, unsigned jobs)
{
    fprintf(out,
            "#!/bin/bash\n"
            "# run this file; it needs GNU parallel. Run again, it goes on where it was "
            "ended.\n"
            "set -e\n"
            "seq -f %%06.0f 1 %u | parallel --halt soon,fail=1 \\\n"
            "    '%s --threads 1 --resume --shard {#}/%u -o shard-{}.csv > /dev/null'\n"
            "rtsweep merge -o all.csv shard-*.csv\n",
            jobs, campaign, jobs);
}

enum rtpart_code rtsweep_script_print(const struct rtsweep_arguments *args, int argc,
                                      char *const *argv, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *campaign = campaign_of(argc, argv);
    const unsigned jobs = args->shards > 1 ? args->shards : 16;
    struct rtpart_outfile out = {0};
    enum rtpart_code code;

    if (campaign == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    code = rtpart_outfile_open(&out, args->cli.output, err);
    if (code != RTPART_OK)
        return code;
    if (args->script == RTSWEEP_SLURM)
        print_slurm(out.file, campaign, jobs);
    else
        print_parallel(out.file, campaign, jobs);
    return rtpart_outfile_commit(&out, err);
}
