using Monitas.Agent.Interop;

namespace Monitas.Agent.Restart;

/// <summary>Why a running kernel does not load another one, in words. Pure.</summary>
internal static class KexecRefusal
{
    /// <summary>ENOEXEC.</summary>
    private const int NotExecutable = 8;

    /// <summary>EKEYREJECTED.</summary>
    private const int KeyRejected = 129;

    /// <summary>ENOKEY.</summary>
    private const int NoKey = 126;

    /// <summary>The reason for an error number of kexec_file_load(2).</summary>
    public static string Of(int errno) => errno switch
    {
        KeyRejected or NoKey => "this machine's kernel is locked down (Secure Boot) and does not trust the signature of the boot image's kernel",
        Errno.NotPermitted or Errno.AccessDenied => "this machine's kernel forbids it (kernel.kexec_load_disabled, or a lockdown without signatures)",
        Errno.NoSystemCall => "this machine's kernel was built without it (CONFIG_KEXEC_FILE)",
        Errno.Busy => "another kernel is being loaded just now",
        NotExecutable => "this machine's kernel does not take the boot image's kernel for one of its kind",
        _ => $"this machine's kernel does not load the boot image's: {LinuxException.Reason(errno)} (error {errno})",
    };
}
