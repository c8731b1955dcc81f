using System;
using System.Diagnostics;
using System.Threading;

namespace Monitas.Fuzz;

/// <summary>
/// Gives a target many inputs and watches: no exception, no input that takes longer than <see cref="LongestInput"/> or allocates more than the target
/// may, and no memory that grows with the number of inputs.
/// </summary>
/// <param name="target">The target.</param>
/// <param name="seed">Makes the inputs.</param>
internal sealed class FuzzRun(FuzzTarget target, ulong seed)
{
    /// <summary>A codec needs microseconds; this only tells a loop without end from a computer that is busy.</summary>
    private static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(60);

    /// <summary>The most that may be alive after the run beyond what was alive before it: bounded tables, full to the brim.</summary>
    private const long MaximumKeptBytes = 64 << 20;

    private readonly Mutator _mutator = new(target.Corpus);
    private ulong _begun;
    private ulong _index;
    private long _started = Stopwatch.GetTimestamp();

    /// <summary>Runs inputs.</summary>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <returns>What was wrong, with the numbers that bring it again; null: nothing.</returns>
    public string? Run(ulong first, ulong count)
    {
        long keptBefore = GC.GetTotalMemory(forceFullCollection: true);
        WarmUp();
        using Timer watchdog = new(_ => EndWhenHanging(), null, LongestInput, LongestInput);
        long most = 0;
        FuzzTarget.Body take = static _ => { };
        for (ulong index = first; index < first + count; index++)
        {
            if (index == first || index % target.Life == 0)
            {
                take = target.Begin();
                Volatile.Write(ref _begun, index);
            }

            ReadOnlySpan<byte> input = _mutator.Make(seed, index);
            Volatile.Write(ref _index, index);
            Volatile.Write(ref _started, Stopwatch.GetTimestamp());
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                take(input);
            }
            catch (Exception e)
            {
                return Describe(index, e.ToString());
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            most = Math.Max(most, allocated);
            if (allocated > target.MaximumAllocatedBytes)
            {
                return Describe(index, $"allocated {allocated} bytes, more than {target.MaximumAllocatedBytes}");
            }
        }

        long kept = GC.GetTotalMemory(forceFullCollection: true) - keptBefore;
        Console.WriteLine($"{target.Name}: {count} inputs from {first} with seed {seed}; at most {most} bytes allocated by one, {Math.Max(0, kept)} bytes kept after all");
        return kept > MaximumKeptBytes ? $"{target.Name}: {kept} bytes are kept after the run" : null;
    }

    /// <summary>What the runtime allocates when code runs for the first time is not the first input's doing.</summary>
    private void WarmUp()
    {
        FuzzTarget.Body take = target.Begin();
        foreach (byte[] known in target.Corpus)
        {
            take(known);
        }
    }

    /// <summary>The thread that hangs cannot be stopped from outside, so the process is.</summary>
    private void EndWhenHanging()
    {
        if (Stopwatch.GetElapsedTime(Volatile.Read(ref _started)) > LongestInput)
        {
            Console.Error.WriteLine(Describe(Volatile.Read(ref _index), $"took longer than {LongestInput}"));
            Environment.Exit(1);
        }
    }

    /// <summary>A target that remembers needs all that it was given before, in the same order.</summary>
    private string Describe(ulong index, string what)
    {
        ulong begun = Volatile.Read(ref _begun);
        return $"{target.Name}: {what}\n  input: {Convert.ToHexStringLower(new Mutator(target.Corpus).Make(seed, index))}\n  again: dotnet run --project tests/Fuzz -c Release -- {target.Name} {index - begun + 1} {seed} {begun}";
    }
}
