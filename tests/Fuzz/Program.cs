using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Monitas.Fuzz;
using Monitas.Fuzz.Targets;

// Monitas.Fuzz TARGET|all COUNT SEED [FIRST]: exit code 0 when every input was stood, 1 when one was not, 2 for a wrong command line.
IReadOnlyList<FuzzTarget> all = FuzzTargets.All();
ulong first = 0;
if (args.Length is < 3 or > 4
    || !ulong.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong count)
    || !ulong.TryParse(args[2], NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
    || (args.Length == 4 && !ulong.TryParse(args[3], NumberStyles.None, CultureInfo.InvariantCulture, out first))
    || all.Where(target => args[0] == "all" || args[0] == target.Name).ToList() is not { Count: > 0 } chosen)
{
    Console.Error.WriteLine($"usage: Monitas.Fuzz TARGET COUNT SEED [FIRST]    TARGET: all {string.Join(' ', all.Select(target => target.Name))}");
    return 2;
}

int failed = 0;
foreach (FuzzTarget target in chosen)
{
    if (new FuzzRun(target, seed).Run(first, count) is { } wrong)
    {
        Console.Error.WriteLine(wrong);
        failed++;
    }
}

return failed == 0 ? 0 : 1;
