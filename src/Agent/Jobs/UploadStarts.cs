using Monitas.Contracts.Messages;

namespace Monitas.Agent.Jobs;

/// <summary>
/// Lets a backup begin anew when the server has forgotten its upload (it was restarted): again and again in a long backup, as long as something was
/// sent in between. For one thread at a time.
/// </summary>
/// <param name="progress">Is told of each new start.</param>
internal sealed class UploadStarts(IJobProgress progress)
{
    private const int MaxFruitless = 3;

    private int _fruitless;
    private long _sentBytes;

    /// <summary>May the backup begin anew after this failure?</summary>
    /// <param name="lost">Why the upload has ended.</param>
    /// <param name="sentBytes">What all starts together have sent so far.</param>
    internal bool MayBegin(ArchiveServerException lost, long sentBytes)
    {
        if (lost.Code != ErrorCode.Conflict)
        {
            return false;
        }
        _fruitless = sentBytes > _sentBytes ? 1 : _fruitless + 1;
        _sentBytes = sentBytes;
        if (_fruitless >= MaxFruitless)
        {
            return false;
        }
        progress.Log($"The upload begins anew: {lost.Message}");
        return true;
    }
}
