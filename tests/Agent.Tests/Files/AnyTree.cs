using System;
using System.Linq;
using System.Text.Json;
using CsCheck;

namespace Monitas.Agent.Tests.Files;

/// <summary>Trees for property tests: a list of steps, each of which adds a name somewhere, or changes one, made by a Python script.</summary>
internal static class AnyTree
{
    private static readonly Gen<byte> NameByte = Gen.Byte.Where(value => value is not 0 and not (byte)'/');

    private static readonly Gen<byte[]> Name = Gen.Frequency(
        (6, Gen.Char["abAB.-\u00e4"].Array[1, 3].Select(chars => System.Text.Encoding.UTF8.GetBytes(chars))),
        (3, NameByte.Array[1, 20]),
        (1, NameByte.Array[255, 255])).Where(name => name is not [(byte)'.'] and not [(byte)'.', (byte)'.'] && name.Length <= 255);

    /// <summary>One step; numbers that are too large for what is there count round.</summary>
    public static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 9], Gen.Int[0, 1000], Name, Gen.Int[0, 300_000], Gen.Int[0, 4095], Gen.Int[0, 70_000], Gen.Long[-4_000_000_000_000_000_000, 9_000_000_000_000_000_000], Gen.Byte.Array[0, 40],
        (kind, place, name, size, mode, owner, time, bytes) => new Step(kind, place, Convert.ToHexString(name), size, mode, owner, time, Convert.ToHexString(bytes)));

    /// <summary>Does the steps in a directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="change">Change what is there as well: remove, write to, and give other metadata.</param>
    public static void Make(string directory, Step[] steps, bool change = false) =>
        Python.Run(Script, directory, JsonSerializer.Serialize(steps.Select(step => new object[]
        {
            step.Kind, step.Place, step.Name, step.Size, step.Mode, step.Owner, step.Time.ToString(System.Globalization.CultureInfo.InvariantCulture), step.Bytes,
        })), change ? "change" : "");

    /// <summary>One step.</summary>
    public sealed record Step(int Kind, int Place, string Name, int Size, int Mode, int Owner, long Time, string Bytes);

    private const string Script =
        """
        import json, os, random, shutil, stat, sys
        os.chdir(os.fsencode(sys.argv[1])); change = sys.argv[3] == 'change'
        def everything():
            dirs, others = [b'.'], []
            for top, ds, fs in os.walk(b'.'):
                ds.sort()
                for d in list(ds):
                    p = os.path.join(top, d)
                    if os.path.islink(p): others.append(p)
                    else: dirs.append(p)
                others += [os.path.join(top, f) for f in sorted(fs)]
            return dirs, sorted(others)
        def metadata(p, mode, owner, time, data):
            os.chown(p, owner, owner // 2, follow_symlinks=False)
            if not os.path.islink(p): os.chmod(p, mode)
            try: os.setxattr(p, b'trusted.any', data, follow_symlinks=False)
            except OSError: pass
            os.utime(p, ns=(0, time), follow_symlinks=False)
        times = {}
        for kind, place, name, size, mode, owner, time, data in json.loads(sys.argv[2]):
            name, data, time = bytes.fromhex(name), bytes.fromhex(data), int(time)
            dirs, others = everything()
            p = os.path.join(dirs[place % len(dirs)], name)
            files = [o for o in others if not os.path.islink(o) and stat.S_ISREG(os.lstat(o).st_mode)]
            rnd = random.Random(size)
            if change and kind >= 7:
                targets = dirs[1:] + others
                if not targets: continue
                victim = targets[place % len(targets)]
                if kind == 7: shutil.rmtree(victim) if victim in dirs else os.unlink(victim)
                elif kind == 8 and victim in files:
                    with open(victim, 'r+b') as f: f.seek(size % (os.stat(victim).st_size + 1)); f.write(data)
                else: metadata(victim, mode, owner, time, data)
                continue
            if os.path.lexists(p): continue
            if kind in (0, 7):
                with open(p, 'wb') as f: f.write(rnd.randbytes(size) if kind == 0 else data * (size % 300))
            elif kind in (1, 8): os.mkdir(p)
            elif kind == 2:
                with open(p, 'wb') as f:
                    for _ in range(size % 4): f.seek(rnd.randrange(1 << 33)); f.write(data)
                    f.truncate(max(f.tell(), size * 4096))
            elif kind == 3: os.symlink((data.replace(b'\0', b'') or b'x') * (1 + size % 9), p)
            elif kind in (4, 9):
                if not others: continue
                os.link(others[place % len(others)], p, follow_symlinks=False); continue
            elif kind == 5: os.mkfifo(p)
            else: os.mknod(p, (stat.S_IFCHR if size % 2 else stat.S_IFBLK) | 0o600, os.makedev(size % 4096, size * 3))
            metadata(p, mode, owner, time, data)
        # what lies in a directory moves its time: give it back a time that only depends on its name
        if not change:
            for d in reversed(everything()[0]): os.utime(d, ns=(0, 1_000_000_000_000_000_000 + len(d) * 1_000_001))
        """;
}
