namespace Monitas.Bench.Answers;

/// <summary>How much is measured.</summary>
/// <param name="Archives">How many archives of one machine `age` looks into.</param>
/// <param name="Files">How many entries each of them has.</param>
/// <param name="Machines">How many machines `find` looks into.</param>
/// <param name="FilesOfEach">How many entries the newest archive of each has.</param>
/// <param name="Rounds">How often each question is asked.</param>
public sealed record AnswersSizes(int Archives, int Files, int Machines, int FilesOfEach, int Rounds)
{
    /// <summary>What is asked for; some 20 GB of manifests and half an hour.</summary>
    public static readonly AnswersSizes Full = new(1000, 500_000, 100, 300_000, 20);

    /// <summary>A tenth of the files.</summary>
    public static readonly AnswersSizes Quick = new(1000, 50_000, 100, 30_000, 20);

    /// <summary>Some seconds: shows that all parts work, and nothing about speed.</summary>
    public static readonly AnswersSizes Smoke = new(12, 5_000, 3, 2_000, 3);
}
