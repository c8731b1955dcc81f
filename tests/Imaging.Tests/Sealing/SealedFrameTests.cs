using System;
using System.Linq;
using System.Security.Cryptography;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Sealing.Wire;
using Xunit;

namespace Monitas.Imaging.Tests.Sealing;

public sealed class SealedFrameTests
{
    private static readonly byte[] Plain = [.. Enumerable.Range(0, 60).Select(i => (byte)i)];
    private static readonly byte[] Nonce = [.. Enumerable.Range(100, 12).Select(i => (byte)i)];

    /// <summary>Test case 16 of "The Galois/Counter Mode of Operation" (McGrew, Viega).</summary>
    [Fact]
    public void AesGcm_PublishedVector_IsMet()
    {
        using AesGcm cipher = new(Convert.FromHexString("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"), 16);
        byte[] plain = Convert.FromHexString("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
        byte[] encrypted = new byte[plain.Length];
        byte[] tag = new byte[16];
        cipher.Encrypt(Convert.FromHexString("cafebabefacedbaddecaf888"), plain, encrypted, tag, Convert.FromHexString("feedfacedeadbeeffeedfacedeadbeefabaddad2"));
        Assert.Equal("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662", Convert.ToHexStringLower(encrypted));
        Assert.Equal("76fc6ece0f4e1768cddf8853bb2d551b", Convert.ToHexStringLower(tag));
    }

    /// <summary>Made with python3-cryptography from the table in FORMAT.md.</summary>
    [Fact]
    public void Seal_KnownKeyAndNonce_GivesTheseBytes()
    {
        Assert.Equal(
            "5d2a4d1860000000010100003c0000006465666768696a6b6c6d6e6f481adc657dec5099366b55e3d66864f252d314199f79e565bfc8b653e7bebb57b4c862e36837bd23d5da5214d16fe4e02b6aaad4147f771fc2c896eda2f1aaae926d8d8079bb2c4071658bb3",
            Convert.ToHexStringLower(Sealed()));
        Assert.Equal("154eeb229ae848b2", SealingSamples.FileKey.Id.ToString());
    }

    [Fact]
    public void TryOpen_Sealed_GivesTheFrameBack()
    {
        using AesGcm cipher = Cipher();
        byte[] frame = new byte[Plain.Length];
        Assert.True(SealedFrame.IsSealed(Sealed()));
        Assert.True(SealedFrame.TryMeasure(Sealed(), out int length));
        Assert.Equal(Plain.Length + SealedFrame.OverheadBytes, length);
        Assert.True(SealedFrame.TryOpen(Sealed(), cipher, frame));
        Assert.Equal(Plain, frame);
    }

    [Fact]
    public void TryOpen_TruncatedFlippedOrOtherKey_IsRefused()
    {
        using AesGcm cipher = Cipher();
        using AesGcm other = new VolumeKey([.. SealingSamples.Key.Secret]).Frames();
        byte[] frame = new byte[200];
        byte[] whole = Sealed();
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.False(SealedFrame.TryOpen(whole.AsSpan(0, length), cipher, frame));
        }
        for (int bit = 0; bit < 8 * whole.Length; bit++)
        {
            byte[] flipped = (byte[])whole.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(SealedFrame.TryOpen(flipped, cipher, frame));
        }
        Assert.False(SealedFrame.TryOpen([.. whole, 0], cipher, frame));
        Assert.False(SealedFrame.TryOpen(whole, other, frame));
    }

    private static AesGcm Cipher() => new VolumeKey([.. SealingSamples.FileKey.Secret]).Frames();

    private static byte[] Sealed()
    {
        using AesGcm cipher = Cipher();
        byte[] result = new byte[Plain.Length + SealedFrame.OverheadBytes];
        Assert.Equal(result.Length, SealedFrame.Seal(Plain, cipher, Nonce, result));
        return result;
    }
}
